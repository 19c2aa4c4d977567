import { isJsonObject, type JsonObject, parseJsonObject } from '../../../shared/json.ts';

/** The error codes of a token endpoint (RFC 6749 section 5.2). */
const OAUTH_ERRORS = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
] as const;

export type OAuthErrorCode = (typeof OAUTH_ERRORS)[number];

const findKnown = (code: unknown) => OAUTH_ERRORS.find((known) => known === code);

/**
 * The error code in a response body, whatever its content type: in `error` (RFC 6749 section 5.2) or `code` of
 * the object itself, of a wrapped `data`, or of an `error` that is an object.
 * @returns `other` for codes outside the RFC and for codes that contradict each other; undefined without a code
 */
export function oauthErrorCode(body: string): OAuthErrorCode | 'other' | undefined {
  const response = parseJsonObject(body);
  if (!response) return undefined;
  const { data } = response;
  const places = [response, response.error, data, isJsonObject(data) && data.error];
  const codes = new Set(places.filter(isJsonObject).flatMap(codesIn));
  if (codes.size === 0) return undefined;
  const [code] = codes;
  const isClear = codes.size === 1 && response.success !== true;
  return (isClear && findKnown(code)) || 'other';
}

/** In `code` only the codes of the RFC count, because many platforms number their messages there. */
function codesIn({ error, code }: JsonObject): string[] {
  const known = findKnown(code);
  return [typeof error === 'string' ? error : '', known ?? ''].filter((text) => text !== '');
}
