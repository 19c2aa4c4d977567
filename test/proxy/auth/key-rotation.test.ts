import { randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { type RunningProxy, startProxy } from '../../support/proxy/running-proxy.ts';

const [old, current, foreign] = [randomBytes(32), randomBytes(32), randomBytes(32)];

/** A session of a proxy with the old key, and proxies with other keys over the same file. */
async function signedInUnderOldKey() {
  const before = await startProxy({ masterKeys: [old] });
  const client = await before.signedIn();
  const withKeys = async (...masterKeys: Buffer[]) => {
    const proxy = await startProxy({ beside: before, storeFile: before.storeFile, masterKeys });
    const copy = proxy.browser();
    return { ...proxy, client: copy };
  };
  return { before, client, withKeys };
}

function takeCookies(
  from: { cookies: Map<string, { value: string; sameSite: string }> },
  to: typeof from,
) {
  for (const [name, cookie] of from.cookies) to.cookies.set(name, cookie);
}

function sealedTokens({ storeFile }: Pick<RunningProxy, 'storeFile'>): Buffer {
  const db = new Database(storeFile, { readonly: true });
  const row = db.prepare('SELECT sealed_tokens FROM sessions').get() as { sealed_tokens: Buffer };
  db.close();
  return row.sealed_tokens;
}

describe('a new key in front', () => {
  test('signs nobody out: the record and the cookie move to it as they are used', async () => {
    const { before, client, withKeys } = await signedInUnderOldKey();
    const sealedBefore = sealedTokens(before);
    const both = await withKeys(current, old);
    takeCookies(client, both.client);
    expect((await both.client.api('/api/user/info')).status).toBe(200);
    expect(sealedTokens(before).subarray(0, 4)).not.toEqual(sealedBefore.subarray(0, 4));

    const after = await withKeys(current);
    takeCookies(both.client, after.client);
    expect((await after.client.api('/api/user/info')).status).toBe(200);
  });

  test('moves a record once', async () => {
    const { before, client, withKeys } = await signedInUnderOldKey();
    const both = await withKeys(current, old);
    takeCookies(client, both.client);
    await both.client.api('/api/user/info');
    const moved = sealedTokens(before);
    await both.client.api('/api/user/info');
    expect(sealedTokens(before)).toEqual(moved);
  });

  test('leaves a record alone that cannot be written now', async () => {
    const { before, client } = await signedInUnderOldKey();
    const both = await startProxy({
      beside: before,
      storeFile: before.storeFile,
      masterKeys: [current, old],
      store: (store) => ({ ...store, replace: () => Promise.reject(new Error('read-only')) }),
    });
    const copy = both.browser();
    takeCookies(client, copy);
    expect((await copy.api('/api/user/info')).status).toBe(200);
  });

  test('serves many readers of one old record at once', async () => {
    const { client, withKeys } = await signedInUnderOldKey();
    const both = await withKeys(current, old);
    const readers = Array.from({ length: 30 }, () => {
      const copy = both.browser();
      takeCookies(client, copy);
      return copy.api('/api/user/info');
    });
    const statuses = (await Promise.all(readers)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});

describe('an old key that was dropped', () => {
  test('ends the sessions that were not used since', async () => {
    const { client, withKeys } = await signedInUnderOldKey();
    const after = await withKeys(foreign);
    takeCookies(client, after.client);
    expect((await after.client.api('/api/user/info')).json().error).toBe('not_authenticated');
  });
});
