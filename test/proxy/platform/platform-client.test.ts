import { describe, expect, test } from 'vitest';
import { PlatformError } from '../../../proxy/platform/errors/platform-error.ts';
import { toProxyError } from '../../../proxy/platform/errors/to-proxy-error.ts';
import { clientOf, NOW, type TestResponse } from '../../support/isolation/test-client.ts';

const dateIn = (seconds: number) => new Date(NOW + seconds * 1000).toUTCString();

type Request = keyof ReturnType<typeof clientOf>['requests'];

const UNREAD_BODY = { reason: 'too_large', text: 'response too large' } as const;
const PAY = 'https://pay.example.com';
const CHALLENGE = { 'cf-mitigated': 'challenge' };

const messageOf = (request: Request, response: TestResponse) =>
  clientOf(response)
    .requests[request]()
    .then(
      () => 'no error',
      ({ message }: PlatformError) => message,
    );

test.each<[Request, number[], string]>([
  ['userinfo', [201, 400, 402, 418, 499, 600], 'unreadable'],
  ['userinfo', [401], 'token_refused'],
  ['userinfo', [429], 'rate_limited'],
  ['userinfo', [500, 599], 'unavailable'],
  ['refresh', [400, 402, 499], 'refused'],
  ['refresh', [401], 'unauthorized'],
  ['refresh', [202, 302, 600], 'unreadable'],
])('%s with the statuses %j is %s', async (request, statuses, kind) => {
  for (const status of statuses) {
    const message = await messageOf(request, { status, body: '7' });
    expect(message.replace(/, .*/, '')).toBe(`${kind}: status ${status}`);
  }
});

test.each<[TestResponse, string]>([
  [
    { status: 400, json: { error: 'invalid_grant' } },
    'grant_ended: status 400, error invalid_grant',
  ],
  [
    { status: 403, json: { data: { error: { code: 'invalid_client' } } } },
    'credentials_refused: status 403, error invalid_client',
  ],
  [{ status: 402, json: { error: 'invalid_grant' } }, 'refused: status 402'],
  [{ status: 401, json: { error: 'other' } }, 'refused: status 401'],
  [{ status: 401, json: { code: 'other' } }, 'unauthorized: status 401'],
  [{ status: 401, unreadBody: UNREAD_BODY }, 'refused: status 401'],
  [{ status: 403, headers: CHALLENGE }, 'unreadable: status 403, challenge page'],
  [{ status: 503, headers: CHALLENGE }, 'unavailable: status 503, challenge page'],
  [{ status: 201, json: { success: 'FALSE' } }, 'refused: success is false'],
  [{ json: { success: false, error: 'invalid_grant' } }, 'refused: success is false'],
])('a token response %j is %s', async (response, message) => {
  expect(await messageOf('refresh', response)).toBe(message);
});

test.each<Request>(['userinfo', 'topup'])(
  'a failure with status 200 for %s is a refused token',
  async (request) => {
    const fields = { balance_formatted: '7.00', topup_url: PAY };
    for (const json of [
      { success: false, message: 'no', data: null },
      { success: 'false', data: fields },
      { success: false, ...fields },
    ]) {
      expect(await messageOf(request, { json })).toBe('token_refused: success is false');
    }
  },
);

test.each<[Request, unknown, string]>([
  ['userinfo', undefined, 'not JSON'],
  ['userinfo', [], 'not a JSON object'],
  ['userinfo', {}, 'balance_formatted is missing'],
  ['userinfo', { balance_formatted: '' }, 'balance_formatted is missing'],
  ['userinfo', { balance_formatted: ' ' }, 'balance_formatted is blank'],
  ['userinfo', { balance_formatted: 'x'.repeat(257) }, 'balance_formatted is too long'],
  [
    'userinfo',
    { balance_formatted: [] },
    'balance_formatted is neither text nor a number that can be read',
  ],
  ['topup', {}, 'topup_url is missing'],
  ['topup', { topup_url: '' }, 'topup_url is missing'],
  ['topup', { topup_url: 7 }, 'topup_url is not a URL'],
  ['topup', { topup_url: 'pay' }, 'topup_url is not a URL'],
  ['topup', { topup_url: `${PAY}/${'a'.repeat(2_025)}` }, 'topup_url is too long'],
  ['topup', { topup_url: 'http://pay.example.com/' }, 'topup_url is not https'],
  ['topup', { topup_url: 'ftp://127.0.0.1/' }, 'topup_url is not https'],
  ['topup', { topup_url: 'https://a@pay.example.com/' }, 'topup_url carries credentials'],
  ['topup', { topup_url: 'https://:a@pay.example.com/' }, 'topup_url carries credentials'],
  ['topup', { topup_url: `${PAY}/a-%74oken` }, 'topup_url carries the access token'],
  ['topup', { topup_url: 'https://b.example/' }, 'topup_url is on a host outside TOPUP_HOSTS'],
  ['topup', { topup_url: 'http://127.0.0.1/' }, 'topup_url is on a host outside TOPUP_HOSTS'],
  ['refresh', {}, 'access_token is missing'],
  ['refresh', { access_token: 'ä' }, 'access_token fits into no header'],
  ['refresh', { access_token: 'a', token_type: 'mac' }, 'token_type is not Bearer'],
  ['refresh', { access_token: 'a', refresh_token: 7 }, 'refresh_token is not text'],
  ['refresh', { access_token: 'a', expires_in: 'x' }, 'expires_in is not a number'],
  ['refresh', { access_token: 'a', expires_in: [7] }, 'expires_in is not a number'],
])('%s with the body %j is unreadable: %s', async (request, json, problem) => {
  expect(await messageOf(request, { json })).toBe(`unreadable: ${problem}`);
});

test.each<[value: string, date: string | undefined, seconds: number | undefined]>([
  ['7', undefined, 7],
  ['0', undefined, 1],
  ['3601', undefined, 3600],
  ['9'.repeat(400), undefined, undefined],
  ['soon', undefined, undefined],
  ['-1', undefined, undefined],
  ['1.5', undefined, undefined],
  ['Fri, soon', undefined, undefined],
  [dateIn(90), undefined, 90],
  [dateIn(90), dateIn(60), 30],
])('Retry-After %s of a response of %s is %s seconds', async (value, date, seconds) => {
  const headers = { 'retry-after': value, ...(date !== undefined && { date }) };
  const { requests } = clientOf({ status: 503, headers });
  const error = await requests.userinfo().catch((failure: PlatformError) => failure);
  expect(error).toMatchObject({ retryAfterSeconds: seconds });
  expect(toProxyError(error).retryAfterSeconds).toBe(seconds ?? 30);
});

describe('fields of a response', () => {
  test.each<[members: object, seconds: number, refreshToken: string]>([
    [{}, 7_200, 'old-refresh-token'],
    [{ refresh_token: 'new', expires_in: 60 }, 60, 'new'],
    [{ expires_in: -1, refresh_token: '' }, 0, 'old-refresh-token'],
    [{ expires_in: ' +60s' }, 60, 'old-refresh-token'],
    [{ expires_in: 9e9 }, 2_592_000, 'old-refresh-token'],
  ])('tokens with %j live for %d seconds', async (members, seconds, refreshToken) => {
    const { requests } = clientOf({ json: { access_token: 'a', ...members } });
    const accessTokenExpiresAt = NOW + seconds * 1000;
    expect(await requests.refresh()).toEqual({
      accessToken: 'a',
      accessTokenExpiresAt,
      refreshToken,
    });
  });

  test.each<[string, object]>([
    [
      '"id":9007199254740993,"status":-9007199254740991,"quota":-9007199254740993',
      { id: '9007199254740993', status: -9007199254740991, quota: '-9007199254740993' },
    ],
    [
      '"id":1.5,"status":1.5,"created_time":-1,"quota":"1.5","used_quota":" 7 "',
      { quota: 1.5, used_quota: 7 },
    ],
    [
      '"id":7,"created_time":0,"quota":9007199254740991,"username":7',
      { id: 7, created_time: 0, quota: 9007199254740991, username: '7' },
    ],
    [
      `"email":" ","username":"${'x'.repeat(256)}","id":"${'x'.repeat(257)}"`,
      { username: 'x'.repeat(256) },
    ],
    ['"quota":" 9007199254740993 "', { quota: '9007199254740993' }],
    [`"quota":"0x10","used_quota":${'1'.repeat(257)}`, {}],
    ['"quota":1e3,"used_quota":1e300,"status":"1"', { quota: 1000, status: 1 }],
    ['"status":"enabled","created_time":"2022-01-01","email":{"a":1},"quota":null', {}],
  ])('an account with %s', async (members, account) => {
    for (const body of [
      `{"balance_formatted":"7.00",${members}}`,
      `{"success":1,"data":{"balance_formatted":"7.00",${members}}}`,
    ]) {
      const { requests } = clientOf({ body });
      expect(await requests.userinfo()).toStrictEqual({ balance_formatted: '7.00', ...account });
    }
  });

  test('the digits of a balance that is a number', async () => {
    for (const digits of ['750.00', '1e3', '-0', '12345678901234567890.10', '1E+400']) {
      const account = `{"balance_formatted":${digits}}`;
      for (const body of [account, `{"success":true,"data":${account}}`]) {
        const { requests } = clientOf({ body });
        expect((await requests.userinfo()).balance_formatted).toBe(digits);
      }
    }
  });

  test.each([
    ['https://pay.example.com', 'https://pay.example.com/'],
    ['https://pay.example.com:444/', 'https://pay.example.com:444/'],
    ['https://b.example:81/', 'https://b.example:81/'],
    ['https://c.example/', 'https://c.example/'],
    ['http://127.0.0.2/', 'http://127.0.0.2/'],
    [
      `https://pay.example.com/${'a'.repeat(2_024)}`,
      `https://pay.example.com/${'a'.repeat(2_024)}`,
    ],
  ])('the address %s', async (topup_url, url) => {
    const { requests } = clientOf({ json: { topup_url } });
    expect(await requests.topup()).toBe(url);
  });
});

test('metrics name the outcome of each request, and why a response is unusable', async () => {
  const { requests, outcomes } = clientOf(
    { json: { balance_formatted: '1' } },
    { json: {} },
    new Error('x'),
    new PlatformError('timeout', 'x'),
    { status: 503, headers: { 'retry-after': '7' } },
  );
  await requests.userinfo();
  for (let count = 0; count < 5; count++) await requests.userinfo().catch(() => {});
  expect(outcomes).toEqual([
    'userinfo ok',
    'userinfo: missing_field',
    'userinfo unreadable',
    'userinfo unreadable',
    'userinfo timeout',
    'userinfo: status',
    'userinfo unavailable',
    'userinfo not_sent',
  ]);
});

test.each<[unknown, string]>([
  [Object.assign(new Error('x'), { statusCode: 400 }), 'bad_request'],
  [Object.assign(new Error('x'), { statusCode: 499 }), 'bad_request'],
  [Object.assign(new Error('x'), { statusCode: 399 }), 'internal_error'],
  [Object.assign(new Error('x'), { statusCode: 500 }), 'internal_error'],
  [null, 'internal_error'],
  [new PlatformError('timeout', 'x'), 'platform_timeout'],
  [toProxyError(new PlatformError('grant_ended', 'x')), 'reauth_required'],
])('%j is %s for the extension', (error, code) => {
  expect(toProxyError(error).code).toBe(code);
});
