export type JsonObject = Record<string, unknown>;

/** The value of a JSON text, or undefined for any other text. A byte order mark is ignored. */
export function parseJson(
  text: string,
  reviver?: (name: string, value: unknown) => unknown,
): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''), reviver);
  } catch {
    return undefined;
  }
}

/** A reviver that keeps each number as text, as it is written: a double cannot hold every integer. */
export const numbersAsText: (name: string, value: unknown) => unknown = (
  ...[, value, context]: unknown[]
  // TypeScript does not know yet that a reviver receives the source text of a primitive value.
) => (typeof value === 'number' ? (context as { source: string }).source : value);

/** The JSON object in a text, or undefined for arrays, other values and texts that are not JSON. */
export function parseJsonObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return isJsonObject(value) ? value : undefined;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
