export type JsonObject = Record<string, unknown>;

/**
 * The value of a JSON text; undefined for any other text. A byte order mark is ignored.
 * @param numbersAsText keeps each number as it is written, since a double cannot hold every integer
 */
export function parseJson(text: string, { numbersAsText = false } = {}): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''), numbersAsText ? sourceOfNumber : undefined);
  } catch {
    return undefined;
  }
}

/** The JSON object in a text; undefined for arrays, other values and texts that are not JSON. */
export function parseJsonObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return isJsonObject(value) ? value : undefined;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A reviver. TypeScript does not know yet that it receives the source text of a primitive value. */
const sourceOfNumber: (name: string, value: unknown) => unknown = (
  ...[, value, context]: unknown[]
) => (typeof value === 'number' ? (context as { source: string }).source : value);
