import { expect, test } from 'vitest';
import type { Endpoint, Fault } from '../../support/fake-platform/platform.ts';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { scrape } from '../../support/proxy/scrape.ts';
import { until } from '../../support/waiting/until.ts';

const SECRET = 'planted-s3cret';
const HTML = `<!doctype html><h1>${SECRET}</h1>`;

const CASES: [string, Fault, string, object][] = [
  [
    'a challenge page',
    {
      status: 403,
      headers: { 'cf-mitigated': 'challenge', 'content-type': 'text/html' },
      body: HTML,
    },
    'status 403, challenge page',
    { reason: 'challenge_page', status: 403, contentType: 'text/html' },
  ],
  [
    'a sign-in page with status 200',
    { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: HTML },
    'status 200, HTML page',
    { reason: 'html', status: 200, contentType: 'text/html' },
  ],
  [
    'a redirect',
    { status: 302, headers: { location: `https://sso.example.com/login?back=${SECRET}` } },
    'status 302, redirect to sso.example.com',
    { reason: 'redirect', status: 302, redirectHost: 'sso.example.com' },
  ],
  [
    'a large compressed challenge page',
    {
      status: 200,
      headers: { 'cf-mitigated': 'challenge', 'content-encoding': 'br' },
      body: HTML,
    },
    'status 200, challenge page',
    { reason: 'challenge_page', status: 200 },
  ],
  [
    'an object without the field that is needed',
    { body: { message: SECRET } },
    'MISSING',
    { reason: 'missing_field', status: 200, contentType: 'application/json' },
  ],
];

const NEEDED: Partial<Record<Endpoint, string>> = {
  token: 'access_token',
  userinfo: 'balance_formatted',
  topup: 'topup_url',
};

test.each(CASES)('%s has one log line that describes it, and a metric', async (...row) => {
  const [, fault, detail, response] = row;
  const { signedIn, browser, platform, metricsUrl, log } = await startProxy({ metrics: true });
  const client = await signedIn();
  const requests: [Endpoint, () => Promise<unknown>][] = [
    ['userinfo', () => client.api('/api/user/info')],
    ['topup', () => client.api('/api/user/topup')],
    ['token', () => browser().signIn()],
  ];
  const failed = () => linesOf(log(), 'request failed');
  const { reason } = response as { reason: string };
  for (const [index, [endpoint, request]] of requests.entries()) {
    platform.misbehave(endpoint, fault);
    await request();
    platform.misbehave(endpoint, null);
    await until('the line', () => failed().length === index + 1);
    expect(failed()[index]).toMatchObject({
      platformError: 'unreadable',
      detail: detail === 'MISSING' ? `${NEEDED[endpoint]} is missing` : detail,
      response,
    });
    const name = 'balance_companion_platform_unusable_responses_total';
    const label = endpoint === 'token' ? 'code_exchange' : endpoint;
    const { series } = await scrape(metricsUrl);
    expect(series.get(`${name}{endpoint="${label}",reason="${reason}"}`)).toBe(1);
  }
  expect(log()).not.toContain(SECRET);
});
