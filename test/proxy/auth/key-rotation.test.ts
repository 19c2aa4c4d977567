import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { type ProxyOptions, startProxy } from '../../support/proxy/running-proxy.ts';
import { valueIn } from '../../support/session-stores/records.ts';

const [OLD, CURRENT, FOREIGN] = [randomBytes(32), randomBytes(32), randomBytes(32)];

/** A session that a proxy sealed with the old key, and proxies with other keys on the same store. */
async function signedInUnderOldKey() {
  const first = await startProxy({ masterKeys: [OLD] });
  const { storeFile } = first;
  return {
    client: await first.signedIn(),
    withKeys: (masterKeys: Buffer[], options: ProxyOptions = {}) =>
      startProxy({ beside: first, storeFile, masterKeys, ...options }),
    sealedTokens: () => valueIn(storeFile, 'SELECT sealed_tokens FROM sessions') as Buffer,
  };
}

test('a record and its cookie move to a new key once, when they are used', async () => {
  const { client, withKeys, sealedTokens } = await signedInUnderOldKey();
  const sealedBefore = sealedTokens();
  const both = (await withKeys([CURRENT, OLD])).browser(client);
  expect(await both.outcome()).toBe('200');
  const moved = sealedTokens();
  expect(moved.subarray(0, 4)).not.toEqual(sealedBefore.subarray(0, 4));
  expect(await both.outcome()).toBe('200');
  expect(sealedTokens()).toEqual(moved);
  expect(await (await withKeys([CURRENT])).browser(both).outcome()).toBe('200');
});

test('a record that cannot be written is read under its old key', async () => {
  const { client, withKeys } = await signedInUnderOldKey();
  const both = await withKeys([CURRENT, OLD], {
    store: (store) => ({ ...store, replace: () => Promise.reject(new Error('read-only')) }),
  });
  expect(await both.browser(client).outcome()).toBe('200');
});

test('concurrent readers of a record under the old key all succeed', async () => {
  const { client, withKeys } = await signedInUnderOldKey();
  const both = await withKeys([CURRENT, OLD]);
  const readers = Array.from({ length: 30 }, () => both.browser(client).outcome());
  expect(new Set(await Promise.all(readers))).toEqual(new Set(['200']));
});

test('a key that is no longer configured ends the sessions under it', async () => {
  const { client, withKeys } = await signedInUnderOldKey();
  const after = (await withKeys([FOREIGN])).browser(client);
  expect(await after.outcome()).toBe('401 not_authenticated');
});
