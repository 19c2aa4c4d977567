import { beforeEach, expect, test, vi } from 'vitest';
import {
  type AccountStore,
  createAccountStore,
} from '../../../extension/background/account-store.ts';
import { FIRST_ID } from '../../../extension/domain/account-list.ts';
import type { ReceivedSnapshot } from '../../../extension/domain/account-state.ts';
import {
  accountReceived,
  problemOccurred,
  SIGNED_OUT,
  signInFailed,
} from '../../../extension/domain/account-transitions.ts';
import { accountItems } from '../../../extension/storage/items.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { account, NOON } from '../../support/extension/fixtures.ts';
import { accountItem } from '../../support/extension/stored-items.ts';

let store: AccountStore;

beforeEach(() => {
  resetBrowser();
  store = createAccountStore(accountItems(FIRST_ID));
});

test('concurrent changes build on each other', async () => {
  const problem = { kind: 'unreachable', at: NOON, retryAt: null } as const;
  await Promise.all([
    store.change((state) => signInFailed(state, 'cancelled', NOON)),
    store.change((state) => problemOccurred(state, problem)),
  ]);
  expect(await accountItem.get()).toMatchObject({
    phase: 'signed_out',
    signInError: { kind: 'cancelled' },
    problem: { kind: 'unreachable' },
  });
});

test('subscribers get each change once it is stored, in their order, though one of them fails', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const received: ReceivedSnapshot = { account: account(), etag: null, receivedAt: NOON };
  const seen: unknown[] = [];
  store.subscribe(async ({ state }) => {
    seen.push(state.phase === (await accountItem.get()).phase);
    throw new Error('failed');
  });
  store.subscribe(({ isAccountRemoved, received }) => seen.push([isAccountRemoved, received]));
  await store.change((state) => accountReceived(state, received, NOON, 'click'), received);
  await store.change((state) => state, received);
  await store.change(() => SIGNED_OUT);
  expect(seen).toEqual([
    ...[true, [false, received]],
    ...[true, [false, undefined]],
    ...[true, [true, undefined]],
  ]);
});
