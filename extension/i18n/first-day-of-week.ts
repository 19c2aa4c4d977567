const MONDAY = 1;

/** `Intl.Locale` with what TypeScript does not know yet. Firefox has none of it. */
interface LocaleWithWeek extends Intl.Locale {
  getWeekInfo?: () => { firstDay: number };
}

/** The first day of a week where the browser's user lives, from 1 (Monday) to 7 (Sunday): Monday where it is unknown. */
export function firstDayOfWeek(tag = globalThis.navigator?.language): number {
  try {
    const locale: LocaleWithWeek = new Intl.Locale(tag);
    return locale.getWeekInfo?.().firstDay ?? MONDAY;
  } catch {
    return MONDAY;
  }
}
