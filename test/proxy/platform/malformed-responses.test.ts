import { describe, expect, test } from 'vitest';
import { ACCOUNT } from '../../support/malformed-responses/account.ts';
import {
  BODIES,
  CONNECTIONS,
  ENCODINGS,
  STATUSES,
} from '../../support/malformed-responses/any-call.ts';
import { BROKEN_HTTP } from '../../support/malformed-responses/broken-http.ts';
import { ENDLESS, Sender } from '../../support/malformed-responses/endless.ts';
import { UNREADABLE } from '../../support/malformed-responses/odd-answer.ts';
import { TOKEN_ERRORS, TOKENS } from '../../support/malformed-responses/tokens.ts';
import { TOP_UP } from '../../support/malformed-responses/top-up.ts';
import { isSlow, tryOut } from '../../support/malformed-responses/trial.ts';
import { type ProxyOptions, startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

/** Bytes that may be on their way when the proxy stops to read, all four calls together. */
const UNREAD = 5_000_000;

const ALWAYS_ASKING: ProxyOptions = { env: { USERINFO_MAX_AGE: '0' } };

/** Where a busy machine makes a good call late too, a refresh token that rotates would be lost with it. */
const IMPATIENT: ProxyOptions = {
  env: { USERINFO_MAX_AGE: '0', PLATFORM_TIMEOUT: '0.5' },
  platform: { settings: { rotateRefreshTokens: false } },
};

describe.each([
  ['the connection', CONNECTIONS],
  ['the status', STATUSES],
  ['the body', BODIES],
  ['the encoding', ENCODINGS],
  ['broken HTTP', BROKEN_HTTP],
  ['tokens', TOKENS],
  ['errors of the token endpoint', TOKEN_ERRORS],
  ['the account', ACCOUNT],
  ['the top-up address', TOP_UP],
])('%s', (_group, rows) => {
  test.each(rows)('a platform that %s', async (what, oddity, told) => {
    // With more time the proxy would wait until a limit of the platform is over.
    const isImpatient = isSlow(told) || what.includes('429');
    const options = isImpatient ? IMPATIENT : ALWAYS_ASKING;
    await tryOut(await startProxy(options), oddity, told, isImpatient);
  });
});

test.each(ENDLESS)(
  'a platform that sends %s without end is not read to the end',
  async (_what, endless) => {
    const sender = new Sender(endless);
    const proxy = await startProxy(ALWAYS_ASKING);
    await tryOut(proxy, { raw: sender.raw }, UNREADABLE);
    await until('the end of every connection', () => sender.givenUp === 4);
    expect(sender.sent).toBeLessThan(UNREAD);
  },
);
