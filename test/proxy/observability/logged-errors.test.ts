import { describe, expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { startProxyProcess } from '../../support/proxy/start-process.ts';
import { secretsOf } from '../../support/proxy/whole-life.ts';
import { until } from '../../support/waiting/until.ts';

const PLANTED = 'planted-s3cret';

/** An error with secrets in its message, its cause and its members, as libraries throw them. */
function leakyError(secrets: readonly string[]): Error {
  const all = [...secrets, PLANTED].join(' ');
  const cause = { body: { refresh_token: all }, headers: { cookie: all } };
  const error = new Error(`cannot parse {"access_token":"${all}"}`, { cause });
  return Object.assign(error, { code: `E ${all}`, response: cause, token: all, statusCode: 500 });
}

describe('an error with secrets in its message, its cause and its members', () => {
  const METHODS = ['insert', 'read', 'replace', 'remove', 'spend', 'check'] as const;

  test.each(METHODS)('from %s of the store is logged without them [row 47]', async (method) => {
    let failing = false;
    const proxy = await startProxy({
      env: { USERINFO_MAX_AGE: '0' },
      onStoreCall(operation) {
        if (failing && operation === method) throw leakyError(secretsOf(proxy.platform));
      },
    });
    const { platform, clock, signedIn, browser, log, stop } = proxy;
    const client = await signedIn();
    const late = await signedIn();
    const callback = await client.authorize();
    failing = true;
    const responses = [
      await client.navigate(callback),
      await client.api('/api/user/info'),
      await browser().send('/readyz'),
    ];
    clock.pass(7_200 - 120);
    responses.push(await late.api('/api/user/info'));
    clock.pass(7_200);
    responses.push(await late.api('/api/user/info'));
    responses.push(await late.api('/auth/logout', { method: 'POST' }));
    failing = false;
    await stop();
    const sent = responses.map(({ headers, text }) => JSON.stringify(headers) + text).join('\n');
    expect(sent).toMatch(/store_unavailable|server_error/);
    expect(log()).toContain('store_unavailable');
    expect(log()).toContain('"type":"Error"');
    const secrets = [...secretsOf(platform), PLANTED];
    expect(secrets.length).toBeGreaterThan(6);
    expect(secrets.filter((secret) => (log() + sent).includes(secret))).toEqual([]);
  });

  test.each([
    ['SIGUSR2', 'uncaughtException'],
    ['SIGHUP', 'unhandledRejection'],
    ['SIGTERM', 'shutdown failed'],
  ] as const)('that is not caught (%s) is logged without them [row 47]', async (signal, line) => {
    const preload = new URL('../../support/preloads/plant-errors.ts', import.meta.url);
    const env = { NODE_OPTIONS: `--import=${preload.href}`, LOG_LEVEL: 'trace' };
    const { proxy } = await startProxyProcess(env);
    expect(await proxy.stop(signal)).toBe(1);
    await until('the line', () => proxy.log.includes(`"msg":"${line}"`));
    expect(proxy.log).toContain('"type":"Error"');
    expect(proxy.log).not.toContain(PLANTED);
    expect(proxy.log).not.toContain('cannot parse');
  });
});
