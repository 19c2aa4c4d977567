import { unusableResponseError } from './errors/classify.ts';
import type { ReceivedResponse } from './response-summary.ts';

/** The members of a JSON object in a response. */
export interface Members {
  /** The value of a member; undefined where it is absent or null. */
  get(name: string): unknown;
  /**
   * A number as the platform wrote it, character for character. Undefined where the member is no number,
   * or the response is nested so deeply that the text of its numbers cannot be found.
   */
  digits(name: string): string | undefined;
}

/** The JSON object that a response carries. */
export interface Payload {
  members: Members;
  /** Whether the response says that it failed: `{"success": false}`. */
  refused: boolean;
}

/**
 * Reads the JSON object of a response. Platforms of this family send it as it is, or as the `data` of
 * `{"success": true, "message": "", "data": {…}}`. An object that has `needed` itself is never unwrapped.
 * @param needed the member without which the payload is of no use
 * @throws {PlatformError} `unreadable` where the body is no JSON object
 */
export function readPayload(
  response: ReceivedResponse & { body: string },
  needed: string,
): Payload {
  const body = parse(response.body);
  if (body === undefined)
    throw unusableResponseError(response, { reason: 'not_json', text: 'not JSON' });
  if (!isObject(body)) {
    throw unusableResponseError(response, { reason: 'not_json', text: 'not a JSON object' });
  }
  const success = own(body, 'success');
  const data = own(body, 'data');
  const isBare = (own(body, needed) ?? '') !== '';
  const isWrapped = saysYes(success) && !isBare && isObject(data);
  const object = isWrapped ? data : body;
  const get = (name: string) => own(object, name);
  let exact: object | undefined;
  const digits = (name: string) => {
    if (typeof get(name) !== 'number') return undefined;
    exact ??= withNumbersAsText(response.body);
    return own(isWrapped ? (own(exact, 'data') as object) : exact, name) as string | undefined;
  };
  return { members: { get, digits }, refused: saysNo(success) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A JSON object with the source text of each number in its place; empty where it is nested too deeply. */
function withNumbersAsText(text: string): object {
  try {
    return JSON.parse(text, numbersAsText);
  } catch {
    // The reviver is called recursively, and a few thousand levels exhaust the stack.
    return { data: {} };
  }
}

/** A reviver. TypeScript does not know yet that it gets the source text of a value. */
const numbersAsText: (name: string, value: unknown) => unknown = (
  ...[, value, context]: unknown[]
) => (typeof value === 'number' ? (context as { source: string }).source : value);

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member of the object itself, never an inherited one. */
function own(object: object, name: string): unknown {
  const value = Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
  return value ?? undefined;
}

function saysYes(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === 'string' && /^(true|1)$/i.test(value));
}

function saysNo(value: unknown): boolean {
  return (
    value === false || value === 0 || (typeof value === 'string' && /^(false|0)$/i.test(value))
  );
}
