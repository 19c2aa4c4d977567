import { describe, expect, test } from 'vitest';
import { checkCase, isSlow } from '../../support/malformed-responses/check-case.ts';
import { ENDLESS, endlessSender } from '../../support/malformed-responses/endless-responses.ts';
import { GROUPS } from '../../support/malformed-responses/groups.ts';
import { UNREADABLE } from '../../support/malformed-responses/response-cases.ts';
import { type ProxyOptions, startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

/** Bytes that can be in transit when the proxy stops reading, for all four requests together. */
const MAX_BYTES_IN_TRANSIT = 5_000_000;

const NO_CACHE: ProxyOptions = { env: { USERINFO_MAX_AGE: '0' } };

/** On a busy machine a correct response can be late too, and a rotated refresh token would be lost with it. */
const SHORT_TIMEOUT: ProxyOptions = {
  env: { USERINFO_MAX_AGE: '0', PLATFORM_TIMEOUT: '0.5' },
  platform: { settings: { rotateRefreshTokens: false } },
};

describe.each(GROUPS)('%s', (_group, cases) => {
  test.each(cases)('a platform that %s [row 46]', async (title, fault, expected) => {
    // With more time the proxy would wait and repeat the request after 429.
    const isShort = isSlow(expected) || title.includes('429');
    const proxy = await startProxy(isShort ? SHORT_TIMEOUT : NO_CACHE);
    await checkCase(proxy, fault, expected, isShort);
  });
});

test.each(ENDLESS)(
  'a platform that sends %s without end is not read to the end [row 46]',
  async (_title, start, piece) => {
    const sender = endlessSender(start, piece);
    await checkCase(await startProxy(NO_CACHE), { raw: sender.raw }, UNREADABLE);
    await until('the end of every connection', () => sender.closedCount === 4);
    expect(sender.sentBytes).toBeLessThan(MAX_BYTES_IN_TRANSIT);
  },
);
