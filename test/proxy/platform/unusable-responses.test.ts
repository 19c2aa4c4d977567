import { expect, test } from 'vitest';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { startSignedIn } from '../../support/proxy/running-proxy.ts';
import { scrape } from '../../support/proxy/scrape.ts';
import { until } from '../../support/waiting/until.ts';

const WARN = 40;
const SECRET = 'planted-s3cret';
const LOGIN = `https://sso.example.com/login?back=${SECRET}`;

test('an unusable response has one log line that describes it, and a metric', async () => {
  const { browser, platform, metricsUrl, log, client } = await startSignedIn({ metrics: true });
  const headers = { location: LOGIN, 'content-type': 'text/html' };
  const redirect = { status: 302, headers, body: `<h1>${SECRET}</h1>` };
  platform.misbehave('userinfo', redirect);
  await client.api('/api/user/info');
  platform.misbehave('token', redirect);
  await browser().signIn();
  const failed = () => linesOf(log(), 'request failed');
  await until('both lines', () => failed().length === 2);
  const response = { reason: 'redirect', status: 302, redirectHost: 'sso.example.com' };
  const line = {
    level: WARN,
    platformError: 'unreadable',
    detail: 'status 302, redirect to sso.example.com',
    response: { ...response, contentType: 'text/html' },
  };
  expect(failed()).toMatchObject([
    { ...line, route: '/api/user/info' },
    { ...line, route: '/oauth/callback' },
  ]);
  const { series } = await scrape(metricsUrl);
  for (const endpoint of ['userinfo', 'code_exchange']) {
    const labels = `{endpoint="${endpoint}",reason="redirect"}`;
    expect(series.get(`balance_companion_platform_unusable_responses_total${labels}`)).toBe(1);
  }
  expect(log()).not.toContain(SECRET);
});
