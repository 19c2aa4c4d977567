import { describe, expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { OUTAGES, openStore, startRedis } from '../../support/redis-server/opened-store.ts';
import { until } from '../../support/waiting/until.ts';

/** A proxy with its sessions in Redis, without caches and rate limits. */
async function proxyOnRedis() {
  const server = await startRedis({ appendOnly: true, password: 'pa55word' });
  const proxy = await startProxy({
    env: { USERINFO_MAX_AGE: '0', RATE_LIMIT_API: '0', RATE_LIMIT_SIGN_IN: '0' },
    openStore: () => openStore(server.url).store,
  });
  return { ...proxy, server };
}

describe.each(OUTAGES)('while Redis is %s', (_what, end, begin) => {
  test('requests get 503, nobody is signed out, and everything works again afterwards', async () => {
    const { server, browser, signedIn, platform, log } = await proxyOnRedis();
    const client = await signedIn();
    const cookies = structuredClone([...client.cookies]);
    await end(server);

    const answers = [
      await client.api('/api/user/info'),
      await client.api('/api/user/topup'),
      await client.api('/auth/logout', { method: 'POST' }),
      await browser().send('/readyz'),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(503);
      expect(answer.json().error).toBe('store_unavailable');
      expect(answer.json().message).toContain('session store (Redis)');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.cookies).toEqual([]);
    }
    expect([...client.cookies]).toEqual(cookies);
    expect((await browser().send('/healthz')).status).toBe(200);
    const stranger = browser();
    expect(await stranger.signIn()).toMatch(/^\/\?error=/);
    expect(await stranger.outcome()).toBe('401 not_authenticated');

    await begin(server);
    const isReady = async () => (await browser().send('/readyz')).status === 200;
    await until('a ready proxy', isReady, 30_000);
    platform.clearRequests();
    const answer = await client.api('/api/user/info');
    expect(answer.status).toBe(200);
    expect(answer.json().username).toBe('demo');
    expect(platform.requestsTo('token')).toHaveLength(0);
    expect(await stranger.signIn()).toBe('/?login=success');
    expect(await client.outcome('/auth/logout', { method: 'POST' })).toBe('204');
    expect(await client.outcome()).toBe('401 not_authenticated');
    expect(log()).toContain('"code":');
    expect(log()).not.toMatch(/pa55word|redis:\/\//);
  });
});

test('concurrent requests during outages never find a session ended', async () => {
  const { server, signedIn } = await proxyOnRedis();
  const client = await signedIn();
  const seen = new Map<string, number>();
  let isReading = true;
  const readers = Array.from({ length: 10 }, async () => {
    while (isReading) {
      const outcome = await client.outcome();
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }
  });
  const untilSeen = async (outcome: string) => {
    const before = seen.get(outcome) ?? 0;
    await until(`more ${outcome}`, () => (seen.get(outcome) ?? 0) > before + 20);
  };
  for (let round = 0; round < 3; round++) {
    await untilSeen('200');
    await server.stop('SIGKILL');
    await untilSeen('503 store_unavailable');
    await server.start();
  }
  await untilSeen('200');
  isReading = false;
  await Promise.all(readers);
  expect([...seen.keys()].sort()).toEqual(['200', '503 store_unavailable']);
});

test('the tokens in Redis are sealed, and the keys contain no name', async () => {
  const { server, signedIn, platform } = await proxyOnRedis();
  const client = await signedIn();
  const keys = (await server.run('KEYS', '*')) as string[];
  const texts: string[] = [...keys];
  for (const key of keys) {
    if (key.includes(':session:')) texts.push(JSON.stringify(await server.run('HGETALL', key)));
  }
  expect(texts.join()).toContain('sealedTokens');
  const secrets = [
    ...platform.issued.accessTokens,
    ...platform.issued.refreshTokens,
    ...[...client.cookies.values()].map(({ value }) => value),
  ];
  expect(secrets.length).toBeGreaterThan(2);
  for (const secret of secrets) expect(texts.join()).not.toContain(secret);
  expect(texts.join()).not.toContain('demo');
});
