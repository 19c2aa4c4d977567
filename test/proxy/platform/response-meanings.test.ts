import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toProxyError } from '../../../proxy/platform/errors/to-proxy-error.ts';
import { PlatformTransport } from '../../../proxy/platform/transport/transport.ts';
import { type Platform, startPlatform } from '../../support/fake-platform/platform.ts';
import { createTestPlatform } from '../../support/isolation/test-platform.ts';
import { ENDPOINTS, isSlow } from '../../support/malformed-responses/check-case.ts';
import { GROUPS } from '../../support/malformed-responses/groups.ts';
import { REQUESTS } from '../../support/malformed-responses/response-cases.ts';

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

describe.each(GROUPS)('%s', (_group, cases) => {
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
