import {
  cases,
  casesOf,
  json,
  MARKER,
  nested,
  OK,
  type ResponseCase,
  rows,
  tokensOnly,
  UNAVAILABLE,
  UNREADABLE,
  withMemberText,
} from './response-cases.ts';

const TOKENS_OK = tokensOnly(OK);
const TOKENS_UNREADABLE = tokensOnly(UNREADABLE);
const TOKENS_UNAVAILABLE = tokensOnly(UNAVAILABLE);
const CREDENTIALS_REFUSED = {
  exchange: 'server_error',
  refresh: 'platform_misconfigured',
} as const;
const GRANT_ENDED = { exchange: 'server_error', refresh: 'reauth_required' } as const;

const lifetimes = (expected: ResponseCase[2], texts: readonly string[]) =>
  casesOf(
    expected,
    texts,
    (text) => `sends ${text} as expires_in`,
    (text) => withMemberText('expires_in', text),
  );

export const TOKENS: ResponseCase[] = [
  ...rows(TOKENS_UNREADABLE, 'access_token', [undefined, null, '', 4711, true, [MARKER]]),
  ...rows(TOKENS_UNREADABLE, 'access_token', [{ token: MARKER }, `${MARKER} b`, `${MARKER}\0`]),
  ...rows(TOKENS_UNREADABLE, 'access_token', [`${MARKER}\r\nx-more: 1`, `${MARKER}é`]),
  ...rows(TOKENS_UNREADABLE, 'access_token', [`余${MARKER}`]),
  ...cases(TOKENS_UNREADABLE, {
    'nests the access token deeply': withMemberText('access_token', nested(30_000)),
  }),
  ...rows(TOKENS_OK, 'token_type', [undefined, null, '', 'bearer', 'BEARER']),
  ...rows(TOKENS_UNREADABLE, 'token_type', [1, 'mac', 'N_A', ['Bearer']]),
  ...rows(TOKENS_OK, 'expires_in', [undefined]),
  ...lifetimes(TOKENS_OK, ['null', '"7200"', '0', '1.5', '1e300', '"7200 seconds"', '-1', '1e400']),
  ...lifetimes(TOKENS_OK, ['""', '"-7"', '"1e400"']),
  ...lifetimes(TOKENS_UNREADABLE, ['"soon"', '"NaN"', '[]', '{}', 'true', '"Infinity"']),
  ...rows(TOKENS_OK, 'refresh_token', [undefined, null, '']),
  ...rows(TOKENS_UNREADABLE, 'refresh_token', [4711, [MARKER], { token: MARKER }]),
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
const refusalText = (text: string, headers = {}) => ({ status: 400, ...json(text, headers) });

const challenge = (value: string) => ({ 'www-authenticate': value });

/** Only a well-formed invalid_grant ends a session. */
export const TOKEN_ERRORS: ResponseCase[] = [
  ...statuses(GRANT_ENDED, 'invalid_grant', [400, 401, 403]),
  ...statuses(TOKENS_UNREADABLE, 'invalid_grant', [200, 201, 302, 404, 409, 422]),
  ...statuses(TOKENS_UNAVAILABLE, 'invalid_grant', [429, 500, 503]),
  ...statuses(CREDENTIALS_REFUSED, 'invalid_client', [400, 401, 403]),
  ...statuses(TOKENS_UNAVAILABLE, 'invalid_client', [500]),
  ...statuses(CREDENTIALS_REFUSED, 'unauthorized_client', [400]),
  ...casesOf(
    CREDENTIALS_REFUSED,
    [`Basic realm="${MARKER}"`, 'Basic'],
    (value) => `sends invalid_client with the challenge ${value}`,
    (value) => error('invalid_client', 401, challenge(value)),
  ),
  ...cases(TOKENS_UNREADABLE, {
    'nests its error deeply': refusalText(`{"error":${nested(30_000)}}`),
    'sends invalid_grant in HTML': { status: 400, body: `<p>invalid_grant ${MARKER}</p>` },
    'sends invalid_grant in plain text': { status: 400, body: 'invalid_grant' },
    'sends invalid_grant as a JSON string': refusalText('"invalid_grant"'),
    'sends invalid_grant in an array': refusal([{ error: 'invalid_grant' }]),
    'sends invalid_grant in the description': refusal({ error_description: 'invalid_grant' }),
    'sends invalid_grant in __proto__': refusalText('{"__proto__":{"error":"invalid_grant"}}'),
    'sends invalid_grant in capital letters': error('INVALID_GRANT'),
    'sends invalid_grant with a space': error('invalid_grant '),
    'sends invalid_grant beside another error': refusal({
      error: 'invalid_request',
      code: 'invalid_grant',
    }),
    'sends invalid_grant in a success': refusal({ error: 'invalid_grant', success: true }),
    'sends an array with invalid_grant as error': error(['invalid_grant']),
    'cuts the response off after invalid_grant': refusalText('{"error":"invalid_grant"'),
    'claims to compress invalid_grant': refusalText('{"error":"invalid_grant"}', {
      'content-encoding': 'gzip',
    }),
    'sends invalid_grant in 100 KB': refusal({
      error: 'invalid_grant',
      more: 'x'.repeat(100_000),
    }),
  }),
  ...cases(GRANT_ENDED, {
    'sends invalid_grant without a description': refusal({ error: 'invalid_grant' }),
    'sends invalid_grant as text/html': error('invalid_grant', 400, {
      'content-type': 'text/html',
    }),
    'sends invalid_grant in a wrapper': refusal({ data: { error: 'invalid_grant' } }),
    'sends invalid_grant in a failure': {
      status: 403,
      body: { error: 'invalid_grant', success: false },
    },
    'sends invalid_grant in another member': refusal({ code: 'invalid_grant', message: MARKER }),
    'sends an object with invalid_grant as error': error({ code: 'invalid_grant' }),
    'sends invalid_grant after a byte order mark': refusalText('\uFEFF{"error":"invalid_grant"}'),
    'sends invalid_grant twice, another error first': refusalText(
      '{"error":"invalid_request","error":"invalid_grant"}',
    ),
    'sends invalid_grant with a challenge': error(
      'invalid_grant',
      401,
      challenge('Bearer error="invalid_grant"'),
    ),
  }),
  ...casesOf(
    TOKENS_UNREADABLE,
    [
      ...['invalid_request', 'invalid_scope', 'unsupported_grant_type', 'temporarily_unavailable'],
      ...[MARKER, '', null, 400],
    ],
    (code) => `sends ${JSON.stringify(code)} as the error`,
    (code) => error(code),
  ),
];
