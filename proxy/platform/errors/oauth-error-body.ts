/** The error codes of a token endpoint (RFC 6749 section 5.2). */
const TOKEN_ERRORS = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
] as const;
export type TokenError = (typeof TOKEN_ERRORS)[number];

/** What an error response of the token endpoint names as its error. */
export type NamedError = TokenError | 'other' | undefined;

/**
 * The error that a body names, whatever its content type: in `error` (RFC 6749 section 5.2) or `code`, of the
 * object itself, of a wrapped `data`, or of an `error` that is an object.
 * @returns `other` for an error outside the RFC and for errors that contradict each other; undefined for a
 * body that names none
 */
export function namedError(body: string): NamedError {
  const response = parse(body);
  if (!isObject(response)) return undefined;
  const { data } = response;
  const places = [response, response.error, data, isObject(data) && data.error];
  const errors = new Set(places.filter(isObject).flatMap(errorsIn));
  if (errors.size === 0) return undefined;
  const [error] = errors;
  const isClear = errors.size === 1 && response.success !== true;
  return isClear ? (TOKEN_ERRORS.find((known) => known === error) ?? 'other') : 'other';
}

/** A `code` outside the RFC says nothing: many platforms number their messages there. */
function errorsIn({ error, code }: Record<string, unknown>): string[] {
  const found = [];
  if (typeof error === 'string' && error !== '') found.push(error);
  if (typeof code === 'string' && isTokenError(code)) found.push(code);
  return found;
}

function isTokenError(text: string): boolean {
  return TOKEN_ERRORS.some((known) => known === text);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
