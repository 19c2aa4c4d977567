import { beforeEach, expect, test } from 'vitest';
import { loginItem } from '../../../extension/storage/items.ts';
import { env } from '../../support/extension/background-environment.ts';
import { account, MINUTE } from '../../support/extension/fixtures.ts';
import {
  expectSignInError,
  setUpLoginWindows,
  show,
  start,
} from '../../support/extension/login-windows.ts';

setUpLoginWindows();

const openTab = (tab: { id?: number; cookieStoreId?: string }) =>
  env.background.signIn.onTabCreated(tab);
const closeTab = (tabId: number) => env.background.signIn.onTabRemoved(tabId);

beforeEach(() => {
  env.isolates = true;
  env.restart();
});

test('a tab that takes the place of the window is reported, and nothing is cancelled', async () => {
  const { tabId, windowId } = await start();
  await openTab({ id: tabId + 1 });
  env.now += 200;
  await closeTab(tabId);
  await env.background.signIn.onWindowRemoved(windowId ?? -1);
  await expectSignInError('session_isolated');
  expect(await loginItem.get()).toBeNull();
});

test.each(['?login=success', '?error=invalid_state'])(
  'an outcome in another tab is reported: %s',
  async (outcome) => {
    const { tabId } = await start();
    await show(tabId + 1, outcome);
    await expectSignInError('session_isolated');
    expect(await loginItem.get()).toMatchObject({ failed: true });
  },
);

test('a session that the extension sees in another tab signs in', async () => {
  const { tabId } = await start();
  await openTab({ id: tabId + 1 });
  env.respondWith();
  await show(tabId + 1, '?login=success');
  await env.expectState({ phase: 'signed_in', account: account() });
});

test.each<[string, object, number, boolean]>([
  ['without another tab', {}, 0, true],
  ['long after another tab', { id: 99 }, MINUTE, true],
  ['after a tab outside containers', { id: 99, cookieStoreId: 'firefox-default' }, 200, true],
  ['after another tab, without containers', { id: 99 }, 0, false],
])('closing the window %s cancels', async (_, tab, ms, isolates) => {
  env.isolates = isolates;
  env.restart();
  const { tabId } = await start();
  await openTab({ id: tabId, ...tab });
  env.now += ms;
  await closeTab(tabId);
  await expectSignInError('cancelled');
});
