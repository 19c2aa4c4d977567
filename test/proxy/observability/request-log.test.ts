import { expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

/** Everything of a run that must never be written down. */
function secretsOf(platform: {
  issued: Record<'codes' | 'accessTokens' | 'refreshTokens' | 'clientSecrets', readonly string[]>;
}): string[] {
  return Object.values(platform.issued).flat();
}

test('a whole life of a session, faults included, leaves no secret in the log [row 42]', async () => {
  const { browser, platform, clock, log, clientSecret } = await startProxy({
    env: { USERINFO_MAX_AGE: '0' },
  });
  const client = browser();
  const start = await client.start();
  const states = [String(start.searchParams.get('state'))];
  await client.navigate('/oauth/callback?error=access_denied&state=SECRET-STATE');
  await client.navigate('/oauth/callback?code=SECRET-CODE&state=SECRET-STATE');
  const transactionCookies = [...client.cookies.values()].map(({ value }) => value);
  await client.signIn();
  const sessionCookie = client.cookies.get('balance_companion_session')?.value ?? '';
  await client.api('/api/user/info');
  await client.api('/api/user/topup');
  clock.pass(7300);
  await client.api('/api/user/info');
  for (const endpoint of ['userinfo', 'token', 'topup'] as const) {
    const echo = secretsOf(platform).join(' ');
    platform.expireAccessTokens();
    platform.misbehave(endpoint, { status: 200, body: `{"access_token": ${echo}` });
    await client.api(endpoint === 'topup' ? '/api/user/topup' : '/api/user/info');
    platform.misbehave(endpoint, { status: 400, body: { error: echo, error_description: echo } });
    await client.api(endpoint === 'topup' ? '/api/user/topup' : '/api/user/info');
    platform.misbehave(endpoint, null);
  }
  await client.send(`/nothing/${sessionCookie.slice(0, 40)}`);
  await client.api('/auth/logout', { method: 'POST' });

  const written = log();
  expect(written).toContain('"route":"/oauth/callback"');
  const secrets = [
    ...secretsOf(platform),
    ...states,
    ...transactionCookies,
    sessionCookie,
    sessionCookie.slice(0, 40),
    'SECRET-',
  ];
  expect(secrets.length).toBeGreaterThan(8);
  expect(secrets).toContain(clientSecret);
  expect(secrets.filter((secret) => written.includes(secret))).toEqual([]);
});

test('there is one line a request, with its route, status and time', async () => {
  const { browser, log } = await startProxy();
  await browser().send('/healthz?token=abc');
  await until('the line', () => log().includes('/healthz'));
  const lines = log()
    .split('\n')
    .filter((line) => line.includes('reqId') && line.includes('"level":30'))
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    expect.objectContaining({
      method: 'GET',
      route: '/healthz',
      status: 200,
      durationMs: expect.any(Number),
      address: '127.0.0.1',
      msg: 'request',
    }),
  ]);
});

test('a request whose client leaves, and one for no path, have their line too', async () => {
  const { signedIn, platform, log } = await startProxy();
  const client = await signedIn();
  const gate = Promise.withResolvers<void>();
  platform.misbehave('userinfo', { gate: gate.promise });
  const arrived = platform.nextRequest('userinfo');
  const leaving = new AbortController();
  const left = client.api('/api/user/info', { signal: leaving.signal }).catch(() => 'left');
  await arrived;
  leaving.abort();
  expect(await left).toBe('left');
  await until('the line', () => log().includes('request aborted by its client'));
  gate.resolve();
  await client.send('/%');
  await until('the line', () => log().includes('"error":"bad_request"'));
});

test('a fault of the platform is named in our own words', async () => {
  const { signedIn, platform, log } = await startProxy();
  const client = await signedIn();
  platform.misbehave('userinfo', { status: 418, body: 'I am a teapot' });
  await client.api('/api/user/info');
  await until('the line', () => log().includes('"platformError":"unreadable"'));
  expect(log()).toContain('"detail":"status 418"');
  expect(log()).not.toContain('teapot');
});
