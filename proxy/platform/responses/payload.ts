import { isJsonObject, type JsonObject, numbersAsText, parseJson } from '../../../shared/json.ts';
import {
  isSuccess,
  type PlatformResponse,
  type ResponseSource,
  responseError,
  unusableResponseError,
} from '../errors/classify-response.ts';
import type { PlatformError } from '../errors/platform-error.ts';
import type { ResponseProblem } from '../errors/response-summary.ts';

/** The JSON object that a response carries. */
export class Payload {
  readonly #response: PlatformResponse;
  readonly #members: JsonObject;
  readonly #isWrapped: boolean;
  #membersAsText: unknown;

  constructor(response: PlatformResponse, members: JsonObject, isWrapped: boolean) {
    this.#response = response;
    this.#members = members;
    this.#isWrapped = isWrapped;
  }

  /** The value of a member; undefined if it is absent or null. */
  get(name: string): unknown {
    return ownMember(this.#members, name);
  }

  /**
   * A member that is a number as the platform wrote it, character for character. Undefined if the response is
   * nested so deeply that the recursive reviver of `JSON.parse` exhausts the stack.
   */
  digits(name: string): string | undefined {
    this.#membersAsText ??= parseJson(this.#response.body, numbersAsText);
    const outer = this.#membersAsText;
    const members = this.#isWrapped && isJsonObject(outer) ? ownMember(outer, 'data') : outer;
    return isJsonObject(members) ? (ownMember(members, name) as string | undefined) : undefined;
  }

  /** The error for a payload with a missing or an invalid field. */
  error(reason: ResponseProblem['reason'], text: string): PlatformError {
    return unusableResponseError(this.#response, { reason, text });
  }
}

/**
 * Reads the JSON object of a response. Platforms of this family send it bare or as the `data` of
 * `{"success": true, "message": "", "data": {…}}`. An object that has `needed` itself is never unwrapped.
 * @param needed the member without which the payload is of no use
 * @param now Unix milliseconds
 * @throws {PlatformError} for a response without a payload
 */
export function readPayload(
  source: ResponseSource,
  response: PlatformResponse,
  needed: string,
  now: number,
): Payload {
  if (!isSuccess(source, response.status)) throw responseError(source, response, now);
  if (response.unreadBody) throw unusableResponseError(response, response.unreadBody);
  const body = parseJson(response.body);
  if (!isJsonObject(body)) {
    const text = body === undefined ? 'not JSON' : 'not a JSON object';
    throw unusableResponseError(response, { reason: 'not_json', text });
  }
  const success = ownMember(body, 'success');
  if (isWritten(success, /^(false|0)$/i)) throw responseError(source, response, now);
  const data = ownMember(body, 'data');
  const isBare = (ownMember(body, needed) ?? '') !== '';
  const isWrapped = isWritten(success, /^(true|1)$/i) && !isBare && isJsonObject(data);
  return new Payload(response, isWrapped ? data : body, isWrapped);
}

/** A member of the object itself, never an inherited one; undefined instead of null. */
function ownMember(object: JsonObject, name: string): unknown {
  return (Object.hasOwn(object, name) ? object[name] : undefined) ?? undefined;
}

/** Whether a boolean, a number or text is written like this. An object may have no text. */
function isWritten(value: unknown, like: RegExp): boolean {
  return typeof value !== 'object' && like.test(String(value));
}
