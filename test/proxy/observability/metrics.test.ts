import { request } from 'undici';
import { describe, expect, test } from 'vitest';
import { sendRaw } from '../../support/proxy/raw-request.ts';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';
import { scrape } from '../../support/proxy/scrape.ts';
import { until } from '../../support/waiting/until.ts';

const P = 'balance_companion_';

/** Waits until a series has this value. */
async function untilSeries(metricsUrl: string, name: string, value: number): Promise<void> {
  let last: number | undefined;
  await until(
    () => `${name} to be ${value}; it was ${last}`,
    async () => {
      last = (await scrape(metricsUrl)).series.get(name);
      return last === value;
    },
  );
}

/** The values of gauges of the proxy. */
async function gauges(metricsUrl: string, ...names: string[]) {
  const { series } = await scrape(metricsUrl);
  return names.map((name) => series.get(P + name));
}

describe('the metrics', () => {
  test('are Prometheus text on a port of their own', async () => {
    const { metricsUrl, browser } = await startProxy({ metrics: true });
    const { headers, text, series } = await scrape(metricsUrl);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(series.get(`${P}build_info{version="1.2.3"}`)).toBe(1);
    expect(series.get('process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(text).toMatch(/^# HELP balance_companion_http_requests_total [A-Z].*\.$/m);
    for (const path of ['/metrics', '/metrics/']) {
      const response = await browser().send(path);
      expect(response.status).toBe(404);
      expect(response.text).not.toContain('HELP');
    }
  });

  test('are the only resource of their port', async () => {
    const { metricsUrl } = await startProxy({ metrics: true });
    const headers = { 'x-csrf': '1', 'sec-fetch-mode': 'navigate', origin: 'https://evil.example' };
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/metrics/'],
      ['GET', '/%'],
      ['POST', '/metrics'],
      ['OPTIONS', '/metrics'],
    ] as const) {
      const response = await request(`${metricsUrl}${path}`, { method, headers });
      expect(response.statusCode, `${method} ${path}`).toBe(404);
      const body = await response.body.json();
      expect(body).toEqual({ error: 'not_found', message: expect.any(String) });
      expect(Object.keys(response.headers).join()).not.toMatch(/cookie|access-control|x-powered/);
    }
  });

  test('are off without a port', async () => {
    const { log } = await startProxy({ env: { METRICS_PORT: '' } });
    expect(log()).not.toContain('metrics on');
  });
});

describe('HTTP requests', () => {
  test('are counted by route, method and status, and timed', async () => {
    const { metricsUrl, client } = await startProxy({ metrics: true });
    await client.send('/healthz?user=demo');
    await client.send('/healthz', { method: 'HEAD' });
    await client.api('/api/user/info');
    await client.api('/api/user/info');
    await client.send('/api/user/info');
    await client.api('/auth/logout', { method: 'POST' });
    const count = `${P}http_requests_total`;
    await untilSeries(metricsUrl, `${count}{route="/healthz",method="GET",status="200"}`, 1);
    await untilSeries(metricsUrl, `${count}{route="/healthz",method="HEAD",status="200"}`, 1);
    await untilSeries(metricsUrl, `${count}{route="/api/user/info",method="GET",status="401"}`, 2);
    await untilSeries(metricsUrl, `${count}{route="/api/user/info",method="GET",status="403"}`, 1);
    await untilSeries(metricsUrl, `${count}{route="/auth/logout",method="POST",status="204"}`, 1);
    const { series } = await scrape(metricsUrl);
    const time = `${P}http_request_duration_seconds`;
    expect(series.get(`${time}_count{route="/api/user/info",method="GET"}`)).toBe(3);
    expect(series.get(`${time}_sum{route="/api/user/info",method="GET"}`)).toBeGreaterThan(0);
  });

  test('with unknown paths, methods and bytes create no series', async () => {
    const { metricsUrl, url, browser } = await startProxy({ metrics: true });
    const raw = (line: string) => `${line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    const hostile = async (mark: string, methods: string[]) => {
      for (const path of [`/${mark}`, `/api/${mark}`, `/healthz/${mark}`, `/${mark}/%`]) {
        await browser().send(path);
        await browser().api(path);
      }
      await browser().send(`/healthz?${mark}`, { headers: { 'user-agent': mark, cookie: mark } });
      for (const method of methods) await sendRaw(url, raw(`${method} /${mark}`));
      await sendRaw(url, raw(`GET http://${mark}.example/${mark}`));
      await sendRaw(url, `${mark} ${mark}\r\n\r\n`);
    };
    const requests = async () => {
      const { series } = await scrape(metricsUrl);
      const ours = [...series].filter(([name]) => name.startsWith(`${P}http_requests_total{`));
      return { names: ours.map(([name]) => name).sort(), sum: ours.reduce((s, [, n]) => s + n, 0) };
    };
    const untilCounted = (sum: number) =>
      until('every request to be counted', async () => (await requests()).sum >= sum);
    await hostile('abraxas', ['PROPFIND', 'BREW', 'REPORT']);
    await untilCounted(14);
    const before = await requests();
    await hostile('zyzzyva', ['MKCOL', 'PURGE', 'SEARCH']);
    await untilCounted(before.sum + 14);
    expect((await requests()).names).toEqual(before.names);
    expect((await scrape(metricsUrl)).text).not.toMatch(/abraxas|zyzzyva|example/);
  });
});

describe('what happens behind', () => {
  test('calls to the platform and to the store, and refreshes, are counted by outcome', async () => {
    const { metricsUrl, platform, clock, client } = await startSignedIn({
      metrics: true,
      env: { USERINFO_MAX_AGE: '0' },
    });
    expect((await client.api('/api/user/info')).status).toBe(200);
    clock.pass(7300);
    expect((await client.api('/api/user/info')).status).toBe(200);
    platform.misbehave('userinfo', { status: 500 });
    for (let count = 0; count < 7; count++) await client.api('/api/user/info');
    const { series } = await scrape(metricsUrl);
    const calls = (endpoint: string, outcome: string) =>
      series.get(
        `${P}platform_request_duration_seconds_count{endpoint="${endpoint}",outcome="${outcome}"}`,
      );
    expect(calls('code_exchange', 'ok')).toBe(1);
    expect(calls('refresh', 'ok')).toBe(1);
    expect(calls('userinfo', 'ok')).toBe(2);
    expect(calls('userinfo', 'unavailable')).toBe(5);
    expect(calls('userinfo', 'not_sent')).toBe(2);
    expect(series.get(`${P}refreshes_total{outcome="refreshed"}`)).toBe(1);
    expect(series.get(`${P}refreshes_total{outcome="failed"}`)).toBe(0);
    const store = `${P}store_call_duration_seconds_count`;
    expect(series.get(`${store}{operation="insert",outcome="ok"}`)).toBe(1);
    expect(series.get(`${store}{operation="read",outcome="ok"}`)).toBeGreaterThan(0);
    expect(series.get(`${P}unsaved_tokens`)).toBe(0);
    expect(series.get(`${P}lease_contentions_total`)).toBe(0);
  });

  test('the number of sessions is read from the store at each scrape', async () => {
    const { metricsUrl, signedIn } = await startProxy({ metrics: true });
    const sessions = () => gauges(metricsUrl, 'sessions');
    expect(await sessions()).toEqual([0]);
    const [one] = [await signedIn(), await signedIn()];
    expect(await sessions()).toEqual([2]);
    await one.api('/auth/logout', { method: 'POST' });
    expect(await sessions()).toEqual([1]);
    await one.signIn('demo', 3);
    await one.signIn('demo', 7);
    expect(await sessions()).toEqual([3]);
  });

  test.each<[string, () => Promise<never>]>([
    ['fails', () => Promise.reject(new Error('gone'))],
    ['does not respond', () => new Promise(() => {})],
  ])('the scrape works without the number of sessions if the store %s', async (_kind, gone) => {
    let down = false;
    const { metricsUrl } = await startProxy({
      metrics: true,
      onStoreCall: (operation) =>
        down && /^(count|check)$/.test(operation) ? gone() : Promise.resolve(),
    });
    const state = () => gauges(metricsUrl, 'sessions', 'ready');
    expect(await state()).toEqual([0, 1]);
    down = true;
    expect((await scrape(metricsUrl)).status).toBe(200);
    expect(await state()).toEqual([undefined, 0]);
    down = false;
    expect(await state()).toEqual([0, 1]);
  });

  test('refused credentials show in two gauges', async () => {
    const { metricsUrl, browser, platform } = await startProxy({ metrics: true });
    const state = () => gauges(metricsUrl, 'platform_credentials_refused', 'ready');
    expect(await state()).toEqual([0, 1]);
    platform.misbehave('token', { status: 401, body: { error: 'invalid_client' } });
    await browser().signIn();
    expect(await state()).toEqual([1, 0]);
    expect((await browser().send('/healthz')).status).toBe(200);
    platform.misbehave('token', null);
    await browser().signIn();
    expect(await state()).toEqual([0, 1]);
  });

  test('no metric contains a user, an account slot, an address, a cookie, a token or a code', async () => {
    const { metricsUrl, signedIn, platform, clientSecret } = await startProxy({ metrics: true });
    const client = await signedIn('demo');
    await client.api('/api/user/info');
    await client.api('/api/user/topup');
    await client.signIn('demo', 7);
    await client.inSlot(7);
    const { text } = await scrape(metricsUrl);
    expect(text).not.toMatch(/slot/i);
    expect(text).toContain('route="/oauth/callback"');
    const { codes, accessTokens, refreshTokens } = platform.issued;
    const cookies = [...client.cookies.values()].map(({ value }) => value);
    const secrets = [...codes, ...accessTokens, ...refreshTokens, ...cookies, clientSecret];
    expect(secrets.length).toBeGreaterThanOrEqual(5);
    for (const secret of [...secrets, 'demo', '127.0.0.1']) expect(text).not.toContain(secret);
  });
});
