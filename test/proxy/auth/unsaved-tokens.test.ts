import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { SessionStore } from '../../../proxy/store/session-store.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

/**
 * A proxy whose store fails where the test says, and a session whose access token has run out. The
 * lease is written with the tokens as they were, so that the tokens that are new can be told apart.
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
  return { ...proxy, client, failing, read: () => client.api('/api/user/info') };
}

/** Whether the one session in this file is waiting for its tokens. */
function hasLease(storeFile: string): boolean {
  const db = new Database(storeFile, { readonly: true });
  const row = db.prepare('SELECT lease_until FROM sessions').get() as {
    lease_until: number | null;
  };
  db.close();
  return row.lease_until !== null;
}

describe('new tokens that the store does not take', () => {
  test('are not used before they are written, and are written as soon as they can be', async () => {
    const { platform, failing, read } = await withFailingStore();
    failing.tokens = true;
    for (let count = 0; count < 5; count++) {
      const answer = await read();
      expect(answer.status).toBe(503);
      expect(answer.json().error).toBe('store_unavailable');
      expect(answer.cookies).toEqual([]);
    }
    expect(platform.requestsTo('token')).toHaveLength(1);
    expect(platform.requestsTo('userinfo')).toHaveLength(0);
    failing.tokens = false;
    expect((await read()).status).toBe(200);
    expect(platform.requestsTo('token')).toHaveLength(1);
  });

  test('are written without anybody asking', async () => {
    const { platform, failing, read, storeFile, clock } = await withFailingStore();
    failing.tokens = true;
    await read();
    expect(hasLease(storeFile)).toBe(true);
    failing.tokens = false;
    await until('the write', () => !hasLease(storeFile));
    expect((await read()).status).toBe(200);
    clock.pass(7210);
    expect((await read()).status).toBe(200);
    const sent = platform.requestsTo('token').map(({ body }) => body.refresh_token);
    expect(sent).toEqual(platform.issued.refreshTokens.slice(0, 2));
  });

  test('survive a store that is gone for a while', async () => {
    const { platform, failing, read } = await withFailingStore();
    const gate = Promise.withResolvers<void>();
    platform.misbehave('token', { gate: gate.promise });
    const arrived = platform.nextRequest('token');
    const reading = read();
    await arrived;
    failing.everything = true;
    gate.resolve();
    expect((await reading).json().error).toBe('store_unavailable');
    expect((await read()).json().error).toBe('store_unavailable');
    failing.everything = false;
    expect((await read()).status).toBe(200);
    expect(platform.requestsTo('token')).toHaveLength(1);
  });

  test('are written at shutdown', async () => {
    const { failing, read, stop, log, storeFile } = await withFailingStore();
    failing.tokens = true;
    await read();
    const stopping = stop();
    failing.tokens = false;
    await stopping;
    expect(hasLease(storeFile)).toBe(false);
    expect(log()).not.toContain('did not accept the last unsaved tokens');
  });

  test('are told of where they are lost', async () => {
    const { failing, read, stop, log } = await withFailingStore();
    failing.tokens = true;
    await read();
    await stop();
    expect(log()).toMatch(/"sessions":1,"msg":"[^"]*did not accept the last unsaved tokens/);
  });

  test('are dropped with the session of who signs out', async () => {
    const { client, failing, read } = await withFailingStore();
    failing.tokens = true;
    await read();
    expect((await client.copy().api('/auth/logout', { method: 'POST' })).status).toBe(204);
    failing.tokens = false;
    expect((await read()).json().error).toBe('not_authenticated');
  });
});
