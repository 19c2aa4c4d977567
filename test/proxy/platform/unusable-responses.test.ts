import { expect, test } from 'vitest';
import type { Endpoint, Fault } from '../../support/fake-platform/platform.ts';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { startSignedIn } from '../../support/proxy/running-proxy.ts';
import { scrape } from '../../support/proxy/scrape.ts';
import { until } from '../../support/waiting/until.ts';

const SECRET = 'planted-s3cret';
const HTML = `<!doctype html><h1>${SECRET}</h1>`;
const CHALLENGE = { 'cf-mitigated': 'challenge', 'content-type': 'text/html' };

const NEEDED = { userinfo: 'balance_formatted', topup: 'topup_url', token: 'access_token' };

test.each<[string, Fault, string | undefined, { reason: string } & Record<string, unknown>]>([
  [
    'a challenge page',
    { status: 403, headers: CHALLENGE, body: HTML },
    'status 403, challenge page',
    { reason: 'challenge_page', status: 403, contentType: 'text/html' },
  ],
  [
    'a redirect',
    { status: 302, headers: { location: `https://sso.example.com/login?back=${SECRET}` } },
    'status 302, redirect to sso.example.com',
    { reason: 'redirect', status: 302, redirectHost: 'sso.example.com' },
  ],
  [
    'a compressed challenge page',
    { status: 200, headers: { ...CHALLENGE, 'content-encoding': 'br' }, body: HTML },
    'status 200, challenge page',
    { reason: 'challenge_page', status: 200 },
  ],
  [
    'an object without the required member',
    { body: { message: SECRET } },
    undefined,
    { reason: 'missing_field', status: 200, contentType: 'application/json' },
  ],
])(
  '%s has one log line that describes it, and a metric',
  async (_what, fault, detail, response) => {
    const { browser, platform, metricsUrl, log, client } = await startSignedIn({ metrics: true });
    const requests: [keyof typeof NEEDED & Endpoint, string, () => Promise<unknown>][] = [
      ['userinfo', 'userinfo', () => client.api('/api/user/info')],
      ['topup', 'topup', () => client.api('/api/user/topup')],
      ['token', 'code_exchange', () => browser().signIn()],
    ];
    const failed = () => linesOf(log(), 'request failed');
    for (const [index, [endpoint, label, send]] of requests.entries()) {
      platform.misbehave(endpoint, fault);
      await send();
      platform.misbehave(endpoint, null);
      await until('the line', () => failed().length === index + 1);
      expect(failed()[index]).toMatchObject({
        level: 40,
        platformError: 'unreadable',
        detail: detail ?? `${NEEDED[endpoint]} is missing`,
        response,
      });
      const labels = `{endpoint="${label}",reason="${response.reason}"}`;
      const { series } = await scrape(metricsUrl);
      expect(series.get(`balance_companion_platform_unusable_responses_total${labels}`)).toBe(1);
    }
    expect(log()).not.toContain(SECRET);
  },
);
