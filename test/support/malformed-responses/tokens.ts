import {
  asJson,
  MARKER,
  type OddAnswer,
  type Right,
  TOKENS_FINE,
  TOKENS_UNREADABLE,
  type ToldToExtension,
} from './odd-answer.ts';

const NO_CREDENTIALS = { exchange: 'server_error', refresh: 'platform_misconfigured' } as const;
const BUSY = { exchange: 'temporarily_unavailable', refresh: 'platform_unavailable' } as const;
const GRANT_ENDED = { exchange: 'server_error', refresh: 'reauth_required' } as const;

/** A right token reply, but for these members; one that is undefined is left out. */
const but = (members: Record<string, unknown>) => (right: Right) => ({
  body: { ...right, ...members },
});

/** A right token reply with this member as it is written here. */
const written = (name: string, value: string) => (right: Right) =>
  asJson(`{${JSON.stringify({ ...right, [name]: undefined }).slice(1, -1)},"${name}":${value}}`);

/** An error as RFC 6749 section 5.2 has it. */
const error = (
  code: unknown,
  status = 400,
  headers: Record<string, string> = {},
  others: object = {},
) => ({
  status,
  headers,
  body: { error: code, error_description: MARKER, ...others },
});

export const TOKENS: OddAnswer[] = [
  ['leaves the access token out', but({ access_token: undefined }), TOKENS_UNREADABLE],
  ...[null, '', 4711, true, [MARKER], { token: MARKER }].map(
    (value): OddAnswer => [
      `has ${JSON.stringify(value)} for an access token`,
      but({ access_token: value }),
      TOKENS_UNREADABLE,
    ],
  ),
  ...[`${MARKER} b`, `${MARKER}\r\nx-more: 1`, `${MARKER}\0`, `${MARKER}é`, `余${MARKER}`].map(
    (value): OddAnswer => [
      `has an access token that no header can carry: ${JSON.stringify(value)}`,
      but({ access_token: value }),
      TOKENS_UNREADABLE,
    ],
  ),
  ...[undefined, null, ''].map(
    (value): OddAnswer => [
      `has ${value === '' ? 'no letters' : value} for a type of token`,
      but({ token_type: value }),
      TOKENS_FINE,
    ],
  ),
  ...[1, 'mac', 'N_A', ['Bearer']].map(
    (value): OddAnswer => [
      `has ${JSON.stringify(value)} for a type of token`,
      but({ token_type: value }),
      TOKENS_UNREADABLE,
    ],
  ),
  ...['bearer', 'BEARER'].map(
    (value): OddAnswer => [`spells it ${value}`, but({ token_type: value }), TOKENS_FINE],
  ),
  ['leaves the lifetime out', but({ expires_in: undefined }), TOKENS_FINE],
  ...[
    'null',
    '"7200"',
    '0',
    '1.5',
    '1e300',
    '"7200 seconds"',
    '-1',
    '1e400',
    '""',
    '"-7"',
    '"1e400"',
  ].map(
    (value): OddAnswer => [
      `gives a lifetime of ${value}`,
      written('expires_in', value),
      TOKENS_FINE,
    ],
  ),
  ...['"soon"', '"NaN"', '[]', '{}', 'true', '"Infinity"'].map(
    (value): OddAnswer => [
      `gives a lifetime of ${value}`,
      written('expires_in', value),
      TOKENS_UNREADABLE,
    ],
  ),
  ['leaves the refresh token out', but({ refresh_token: undefined }), TOKENS_FINE],
  ['has null for a refresh token', but({ refresh_token: null }), TOKENS_FINE],
  ['has no letters for a refresh token', but({ refresh_token: '' }), TOKENS_FINE],
  ...[4711, [MARKER], { token: MARKER }].map(
    (value): OddAnswer => [
      `has ${JSON.stringify(value)} for a refresh token`,
      but({ refresh_token: value }),
      TOKENS_UNREADABLE,
    ],
  ),
  ['has a list for a scope', but({ scope: ['profile', MARKER] }), TOKENS_FINE],
  ['has an ID token that is none', but({ id_token: `${MARKER}.e30.e30` }), TOKENS_FINE],
  ['has an error beside the tokens', but({ error: 'invalid_grant' }), TOKENS_FINE],
];

/** Nothing but an invalid_grant that can be parsed ends a session. */
export const TOKEN_ERRORS: OddAnswer[] = [
  ['says invalid_grant', error('invalid_grant'), GRANT_ENDED],
  [
    'says invalid_grant without more',
    { status: 400, body: { error: 'invalid_grant' } },
    GRANT_ENDED,
  ],
  ['says invalid_grant with 200', error('invalid_grant', 200), TOKENS_UNREADABLE],
  ['says invalid_grant with 201', error('invalid_grant', 201), TOKENS_UNREADABLE],
  ['says invalid_grant with 302', error('invalid_grant', 302), TOKENS_UNREADABLE],
  ...[401, 403].map(
    (status): OddAnswer => [
      `says invalid_grant with ${status}`,
      error('invalid_grant', status),
      GRANT_ENDED,
    ],
  ),
  ...[404, 409, 422].map(
    (status): OddAnswer => [
      `says invalid_grant with ${status}`,
      error('invalid_grant', status),
      TOKENS_UNREADABLE,
    ],
  ),
  ...[429, 500, 503].map(
    (status): OddAnswer => [
      `says invalid_grant with ${status}`,
      error('invalid_grant', status),
      BUSY,
    ],
  ),
  ...[
    ['in HTML', { status: 400, body: `<p>invalid_grant ${MARKER}</p>` }],
    ['in plain text', { status: 400, body: 'invalid_grant' }],
    ['as a JSON text', { status: 400, ...asJson('"invalid_grant"') }],
    ['in a list', { status: 400, body: [{ error: 'invalid_grant' }] }],
    ['in the description alone', { status: 400, body: { error_description: 'invalid_grant' } }],
    ['in __proto__', { status: 400, ...asJson('{"__proto__":{"error":"invalid_grant"}}') }],
    ['in capital letters', error('INVALID_GRANT')],
    ['with a space', error('invalid_grant ')],
    ['beside another error', error('invalid_request', 400, {}, { code: 'invalid_grant' })],
    ['in a wrapped success', error('invalid_grant', 400, {}, { success: true })],
    ['as a list', error(['invalid_grant'])],
    ['cut off after its name', { status: 400, ...asJson('{"error":"invalid_grant"') }],
    [
      'in a compressed answer',
      { status: 400, ...asJson('{"error":"invalid_grant"}', { 'content-encoding': 'gzip' }) },
    ],
    [
      'in 100 KB',
      { status: 400, body: { error: 'invalid_grant', error_description: 'x'.repeat(100_000) } },
    ],
  ].map(
    ([how, fault]): OddAnswer => [`says invalid_grant ${how}`, fault as object, TOKENS_UNREADABLE],
  ),
  ...[
    [
      'in JSON that calls itself HTML',
      error('invalid_grant', 400, { 'content-type': 'text/html' }),
    ],
    ['in a wrapper', { status: 400, body: { data: { error: 'invalid_grant' } } }],
    ['in a failure', error('invalid_grant', 403, {}, { success: false })],
    ['in another member', { status: 400, body: { code: 'invalid_grant', message: MARKER } }],
    ['as an object', error({ code: 'invalid_grant' })],
    ['after a byte order mark', { status: 400, ...asJson('\uFEFF{"error":"invalid_grant"}') }],
  ].map(([how, fault]): OddAnswer => [`says invalid_grant ${how}`, fault as object, GRANT_ENDED]),
  [
    'says invalid_grant twice, the other first',
    { status: 400, ...asJson('{"error":"invalid_request","error":"invalid_grant"}') },
    GRANT_ENDED,
  ],
  ...[
    [400, {}],
    [401, {}],
    [401, { 'www-authenticate': `Basic realm="${MARKER}"` }],
    [401, { 'www-authenticate': 'Basic' }],
    [403, {}],
  ].map(
    ([status, headers]): OddAnswer => [
      `says invalid_client with ${status} and ${JSON.stringify(headers)}`,
      error('invalid_client', status as number, headers as Record<string, string>),
      NO_CREDENTIALS,
    ],
  ),
  ['says invalid_client with 500', error('invalid_client', 500), BUSY],
  ['says unauthorized_client', error('unauthorized_client'), NO_CREDENTIALS],
  ...(
    [
      ['invalid_request', 'platform_error'],
      ['invalid_scope', 'platform_error'],
      ['unsupported_grant_type', 'platform_error'],
      ['temporarily_unavailable', 'platform_error'],
      [MARKER, 'platform_error'],
      ['', 'platform_error'],
      [null, 'platform_error'],
      [400, 'platform_error'],
    ] as [unknown, ToldToExtension][]
  ).map(
    ([code, refresh]): OddAnswer => [
      `says ${JSON.stringify(code)} for an error`,
      error(code),
      { exchange: 'server_error', refresh },
    ],
  ),
  [
    'says invalid_grant in a challenge with 401',
    error('invalid_grant', 401, { 'www-authenticate': 'Bearer error="invalid_grant"' }),
    GRANT_ENDED,
  ],
];
