import { beforeEach, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { readAccounts } from '../../../extension/storage/accounts.ts';
import { accountItems, changePreferences } from '../../../extension/storage/items.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { OTHER_PROXY, storeAccounts, user } from '../../support/extension/several-accounts.ts';
import { signedIn } from '../../support/extension/states.ts';
import stored from '../../support/version-0.1.0/storage.json' with { type: 'json' };

beforeEach(() => resetBrowser());

test('what version 0.1.0 has stored is that of the only account', async () => {
  await fakeBrowser.storage.local.set(stored);
  const { accounts, active, shown } = await readAccounts();
  expect(accounts).toEqual([active]);
  expect(shown).toBe(active);
  const { account, etag } = stored.account;
  expect(active).toMatchObject({
    ...{ id: 0, slot: 0, address: 'http://localhost:8787' },
    preferences: { threshold: 700, minutes: 10, badge: true, hidden: false },
    state: { phase: 'signed_in', account, etag, problem: null },
  });
  const history = await accountItems(active.id).history.get();
  expect(history?.owner).toBe(stored.history.owner);
  expect(history?.samples.map(([minute, balance]) => [minute, balance])).toEqual(
    stored.history.samples.map(([minute, balance]) => [minute, balance]),
  );
});

/** The keys of `storage.local` that version 0.1.0 reads. */
const KEYS_OF_VERSION_010 = [
  ...(['proxyAddress', 'account', 'preferences', 'alert', 'topUp', 'activity', 'history'] as const),
];

/** Version 0.1.0 uses slot 0 of `proxyAddress`, and forgets the history of another `owner` than the user. */
test('version 0.1.0 finds the first account under its keys, and nothing of another one', async () => {
  const [first, second] = [user(1), user(2)];
  await storeAccounts(
    { id: 1, slot: 0, address: OTHER_PROXY, state: signedIn(second) },
    { id: 0, slot: 0, state: signedIn(first) },
  );
  for (const [id, { id: userId }] of [first, second].entries()) {
    await accountItems(id).history.set({
      ...{ owner: `number ${userId}`, samples: [], days: [] },
      ledger: null,
    });
    await changePreferences(id, { threshold: 10 + id });
  }

  const local = await fakeBrowser.storage.local.get(KEYS_OF_VERSION_010);
  expect(local).toMatchObject({
    proxyAddress: 'http://localhost:8787',
    account: { account: { id: 1 } },
    history: { owner: 'number 1' },
    preferences: { threshold: 10, minutes: 10, badge: true, hidden: false },
  });
  expect(JSON.stringify(local)).not.toContain(second.username);
  expect(JSON.stringify(local)).not.toContain(OTHER_PROXY);
});
