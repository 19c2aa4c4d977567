import { describe, expect, test } from 'vitest';
import type { SessionStore } from '../../../proxy/store/session-store.ts';
import { holdRequests } from '../../support/proxy/hold-requests.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { valueIn } from '../../support/session-stores/records.ts';
import { until } from '../../support/waiting/until.ts';

/**
 * A proxy whose store can be made to fail, and a session whose access token has expired. `failing.tokens` refuses
 * only writes of new tokens; the lease is written with the old ones.
 */
async function withFailingStore() {
  const failing = { tokens: false, everything: false };
  let sealed: Buffer | null = null;
  const fail = () => Promise.reject(new Error('disk full'));
  const proxy = await startProxy({
    env: { USERINFO_MAX_AGE: '0' },
    store: (store): SessionStore => ({
      ...store,
      async insert(record) {
        sealed = record.sealedTokens;
        return store.insert(record);
      },
      read: (idHash) => (failing.everything ? fail() : store.read(idHash)),
      async replace(record) {
        const isNew = sealed === null || record.sealedTokens?.equals(sealed) !== true;
        if (failing.everything || (isNew && failing.tokens)) return fail();
        const replaced = await store.replace(record);
        if (replaced) sealed = record.sealedTokens;
        return replaced;
      },
    }),
  });
  const client = await proxy.signedIn();
  proxy.clock.pass(7210);
  proxy.platform.clearRequests();
  return { ...proxy, client, failing, read: () => client.outcome() };
}

/** Such a proxy after a first request, whose new tokens could not be written. */
async function withUnsavedTokens() {
  const proxy = await withFailingStore();
  proxy.failing.tokens = true;
  await proxy.read();
  return proxy;
}

/** Whether the only session in this file is leased. */
const hasLease = (storeFile: string) =>
  valueIn(storeFile, 'SELECT lease_until FROM sessions') !== null;

describe('unsaved tokens', () => {
  test('are not used before they are written, and are written with the next request', async () => {
    const { platform, client, failing, read } = await withFailingStore();
    failing.tokens = true;
    for (let count = 0; count < 5; count++) {
      const { status, json, cookies } = await client.api('/api/user/info');
      expect([status, json().error, cookies]).toEqual([503, 'store_unavailable', []]);
    }
    expect(platform.requestsTo('token')).toHaveLength(1);
    expect(platform.requestsTo('userinfo')).toHaveLength(0);
    failing.tokens = false;
    expect(await read()).toBe('200');
    expect(platform.requestsTo('token')).toHaveLength(1);
  });

  test('are written without a request', async () => {
    const { platform, failing, read, storeFile, clock } = await withUnsavedTokens();
    expect(hasLease(storeFile)).toBe(true);
    failing.tokens = false;
    await until('the write', () => !hasLease(storeFile));
    expect(await read()).toBe('200');
    clock.pass(7210);
    expect(await read()).toBe('200');
    const sent = platform.requestsTo('token').map(({ body }) => body.refresh_token);
    expect(sent).toEqual(platform.issued.refreshTokens.slice(0, 2));
  });

  test('survive an outage of the store', async () => {
    const { platform, failing, read } = await withFailingStore();
    const { arrived, release } = holdRequests(platform, 'token');
    const reading = read();
    await arrived;
    failing.everything = true;
    release();
    expect(await reading).toBe('503 store_unavailable');
    expect(await read()).toBe('503 store_unavailable');
    failing.everything = false;
    expect(await read()).toBe('200');
    expect(platform.requestsTo('token')).toHaveLength(1);
  });

  test('are written at shutdown', async () => {
    const { failing, stop, log, storeFile } = await withUnsavedTokens();
    const stopping = stop();
    failing.tokens = false;
    await stopping;
    expect(hasLease(storeFile)).toBe(false);
    expect(log()).not.toContain('did not accept the last unsaved tokens');
  });

  test('are logged if they are lost', async () => {
    const { stop, log } = await withUnsavedTokens();
    await stop();
    expect(log()).toMatch(/"sessions":1,"msg":"[^"]*did not accept the last unsaved tokens/);
  });

  test('are dropped when the session is signed out', async () => {
    const { client, failing, read } = await withUnsavedTokens();
    expect((await client.copy().api('/auth/logout', { method: 'POST' })).status).toBe(204);
    failing.tokens = false;
    expect(await read()).toBe('401 not_authenticated');
  });
});
