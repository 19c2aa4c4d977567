import {
  cases,
  casesOf,
  MARKER,
  OK,
  type ResponseCase,
  rows,
  tokensOnly,
  UNAVAILABLE,
  UNREADABLE,
} from './response-cases.ts';

const TOKENS_OK = tokensOnly(OK);
const TOKENS_UNREADABLE = tokensOnly(UNREADABLE);
const TOKENS_UNAVAILABLE = tokensOnly(UNAVAILABLE);
const CREDENTIALS_REFUSED = {
  exchange: 'server_error',
  refresh: 'platform_misconfigured',
} as const;
const GRANT_ENDED = { exchange: 'server_error', refresh: 'reauth_required' } as const;

export const TOKENS: ResponseCase[] = [
  ...rows(TOKENS_UNREADABLE, 'access_token', [undefined, null, '', 4711, [MARKER], `${MARKER} b`]),
  ...rows(TOKENS_UNREADABLE, 'access_token', [`${MARKER}\r\nx-more: 1`, `${MARKER}\u007f`]),
  ...rows(TOKENS_OK, 'token_type', [undefined, null, '', 'bearer', 'BEARER']),
  ...rows(TOKENS_UNREADABLE, 'token_type', [1, 'mac', ['Bearer']]),
  ...rows(TOKENS_OK, 'expires_in', [undefined, null, '', 1.5, '-7', '1e400', '7200 seconds']),
  ...rows(TOKENS_UNREADABLE, 'expires_in', ['soon', 'Infinity', true, []]),
  ...rows(TOKENS_OK, 'refresh_token', [undefined, null, '']),
  ...rows(TOKENS_UNREADABLE, 'refresh_token', [4711, [MARKER]]),
  ...rows(TOKENS_OK, 'scope', [['profile', MARKER], [7]]),
  ...rows(TOKENS_OK, 'id_token', [`${MARKER}.e30.e30`]),
  ...rows(TOKENS_OK, 'error', ['invalid_grant']),
];

/** An error response (RFC 6749 section 5.2). */
const error = (code: unknown, status = 400, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: { error: code, error_description: MARKER },
});

const statuses = (expected: ResponseCase[2], code: string, values: readonly number[]) =>
  casesOf(
    expected,
    values,
    (status) => `sends ${code} with ${status}`,
    (status) => error(code, status),
  );

/** A response with status 400. */
const refusal = (body: object) => ({ status: 400, body });

/** Only a well-formed invalid_grant ends a session. */
export const TOKEN_ERRORS: ResponseCase[] = [
  ...statuses(GRANT_ENDED, 'invalid_grant', [400, 401, 403]),
  ...statuses(TOKENS_UNREADABLE, 'invalid_grant', [200, 201, 302, 404, 409, 422]),
  ...statuses(TOKENS_UNAVAILABLE, 'invalid_grant', [429, 500, 503]),
  ...statuses(CREDENTIALS_REFUSED, 'invalid_client', [400, 401, 403]),
  ...statuses(TOKENS_UNAVAILABLE, 'invalid_client', [500]),
  ...statuses(CREDENTIALS_REFUSED, 'unauthorized_client', [400]),
  ...cases(TOKENS_UNREADABLE, {
    'sends invalid_grant in HTML': { status: 400, body: `<p>invalid_grant ${MARKER}</p>` },
    'sends invalid_grant in an array': refusal([{ error: 'invalid_grant' }]),
    'sends invalid_grant in capital letters': error('INVALID_GRANT'),
    'sends invalid_grant beside another error': refusal({
      error: 'invalid_grant',
      code: 'invalid_request',
    }),
    'sends invalid_grant in a success': refusal({ error: 'invalid_grant', success: true }),
    'sends an array with invalid_grant as error': error(['invalid_grant']),
    'claims to compress invalid_grant': error('invalid_grant', 400, { 'content-encoding': 'gzip' }),
  }),
  ...cases(GRANT_ENDED, {
    'sends invalid_grant as HTML': error('invalid_grant', 400, { 'content-type': 'text/html' }),
    'sends invalid_grant in a wrapper': refusal({ data: { error: 'invalid_grant' } }),
    'sends invalid_grant in a failure': refusal({ error: 'invalid_grant', success: false }),
    'sends invalid_grant in another member': refusal({ code: 'invalid_grant', message: MARKER }),
    'sends an object with invalid_grant as error': error({ code: 'invalid_grant' }),
    'sends invalid_grant with a challenge': error('invalid_grant', 401, {
      'www-authenticate': 'Bearer error="invalid_grant"',
    }),
  }),
  ...casesOf(
    TOKENS_UNREADABLE,
    ['invalid_request', 'invalid_scope', 'temporarily_unavailable', MARKER, '', 400],
    (code) => `sends ${JSON.stringify(code)} as the error`,
    (code) => error(code),
  ),
];
