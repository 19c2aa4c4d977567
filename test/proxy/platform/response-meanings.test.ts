import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toProxyError } from '../../../proxy/platform/errors/to-proxy-error.ts';
import { PlatformTransport } from '../../../proxy/platform/transport/transport.ts';
import { type Platform, startPlatform } from '../../support/fake-platform/platform.ts';
import { createTestPlatform } from '../../support/isolation/test-platform.ts';
import { ACCOUNT } from '../../support/malformed-responses/account-cases.ts';
import {
  BODIES,
  CONNECTIONS,
  ENCODINGS,
  STATUSES,
} from '../../support/malformed-responses/any-endpoint.ts';
import { ENDPOINTS, isSlow } from '../../support/malformed-responses/check-case.ts';
import { MALFORMED_HTTP } from '../../support/malformed-responses/malformed-http.ts';
import { REQUESTS } from '../../support/malformed-responses/response-cases.ts';
import { TOKEN_ERRORS, TOKENS } from '../../support/malformed-responses/token-cases.ts';
import { TOP_UP } from '../../support/malformed-responses/top-up-cases.ts';

const ACCESS_TOKEN = 'an-access-token';
const NEW_TOKENS = { access_token: 'a', token_type: 'Bearer', refresh_token: 'r' };
const CORRECT = {
  exchange: NEW_TOKENS,
  refresh: NEW_TOKENS,
  userinfo: { id: 1, username: 'demo', quota: 1, used_quota: 1, balance_formatted: '0.00' },
  topup: { topup_url: 'https://pay.example.com/topup?user=demo' },
};

let platform: Platform;
let transport: PlatformTransport;
let hurriedTransport: PlatformTransport;

beforeAll(async () => {
  platform = await startPlatform();
  const options = { platformUrl: platform.url, userAgent: 'test' };
  transport = new PlatformTransport({ ...options, timeoutMs: 8_000 });
  hurriedTransport = new PlatformTransport({ ...options, timeoutMs: 150 });
});

afterAll(async () => {
  await transport.close();
  await hurriedTransport.close();
  await platform.close();
});

describe.each([
  ['the connection', CONNECTIONS],
  ['the status', STATUSES],
  ['the body', BODIES],
  ['the encoding', ENCODINGS],
  ['HTTP', MALFORMED_HTTP],
  ['tokens', TOKENS],
  ['errors of the token endpoint', TOKEN_ERRORS],
  ['the account', ACCOUNT],
  ['the top-up URL', TOP_UP],
])('%s', (_group, cases) => {
  test.each(cases)('the client of a platform that %s', async (_title, faultFor, expected) => {
    const { oauth, accountApi, exchange } = createTestPlatform(
      (request) => (isSlow(expected) ? hurriedTransport : transport).send(request),
      { platformUrl: platform.url, platformTimeoutMs: 500 },
    );
    const requests = {
      exchange: () => exchange('code'),
      refresh: () => oauth.refresh('r', 'caller'),
      userinfo: () => accountApi.userInfo(ACCESS_TOKEN, 'caller'),
      topup: () => accountApi.topUpUrl(ACCESS_TOKEN, 'caller'),
    };
    for (const request of REQUESTS.filter((one) => expected[one] !== undefined)) {
      const isStatic = typeof faultFor !== 'function';
      const fault = isStatic ? faultFor : faultFor(CORRECT[request], ACCESS_TOKEN);
      platform.misbehave(ENDPOINTS[request], fault);
      const outcome = await requests[request]().then(
        () => (request === 'exchange' ? 'signed in' : 'ok'),
        (error) => (request === 'exchange' ? error.toLoginError() : toProxyError(error).code),
      );
      expect(outcome, request).toBe(expected[request]);
    }
  });
});
