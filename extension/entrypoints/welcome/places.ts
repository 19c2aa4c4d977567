/** Characters without a meaning of their own, in the place of what is no text: icons, and the ends of a link. */
export const PLACES = ['\ue000', '\ue001'] as const;

/** The parts of a text before, between and after {@link PLACES}. */
export function atPlaces(text: string): string[] {
  return text.split(/[\ue000\ue001]/u);
}
