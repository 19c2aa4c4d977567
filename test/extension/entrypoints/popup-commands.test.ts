import { afterAll, beforeEach, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Command } from '../../../extension/background/messages.ts';
import { accountListItem } from '../../../extension/storage/items.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { closePages, openPage } from '../../support/extension/mounted-page.ts';
import { storeAccounts } from '../../support/extension/several-accounts.ts';
import { sessionEnded, signedIn, signedOut } from '../../support/extension/states.ts';

const received: Command[] = [];

beforeEach(() => {
  resetBrowser();
  received.length = 0;
  fakeBrowser.runtime.onMessage.addListener((message: Command, _sender, reply) => {
    received.push(message);
    reply({ done: true, result: null });
    return true;
  });
});

// React may still be rendering a page whose test is over.
afterAll(closePages);

/** Opens the popup with these accounts, the first of which is active. */
async function openPopup(...accounts: Parameters<typeof storeAccounts>) {
  await storeAccounts(...accounts);
  return await openPage('popup');
}

const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: 15_000 });
const waitForCommand = (command: Command) => eventually(() => received).toContainEqual(command);

test('the commands of the popup name the account that it shows', async () => {
  const page = await openPopup({ id: 5 }, { id: 2 });
  await waitForCommand({ type: 'popup_opened', account: 5 });
  page.click('Refresh balance');
  await waitForCommand({ type: 'refresh', account: 5 });
  page.click('Top up');
  await waitForCommand({ type: 'top_up', account: 5 });
  page.click('Hide balance');
  await waitForCommand({ type: 'set_preferences', changes: { hidden: true }, account: 5 });
  page.click('Sign out');
  await waitForCommand({ type: 'sign_out', account: 5 });
});

test('the account that becomes the active one is painted from storage and refreshed', async () => {
  const other = signedIn({ balance_formatted: '12.34' });
  const page = await openPopup({ id: 2 }, { id: 5, state: other });
  await waitForCommand({ type: 'popup_opened', account: 2 });
  page.click('Accounts');
  await eventually(() => page.has('[role="menu"]')).toBe(true);
  const [row = ''] = page.buttons().filter((name) => name.includes('12.34'));
  page.click(row);
  await waitForCommand({ type: 'switch_account', account: 5 });
  await eventually(() => page.has('[role="menu"]')).toBe(false);
  await accountListItem.set({ active: 5, entries: [{ id: 5, slot: 5 }] });
  await eventually(page.text).toContain('12.34');
  await waitForCommand({ type: 'popup_opened', account: 5 });
});

test('the line about another account switches to it', async () => {
  const page = await openPopup({ id: 2 }, { id: 5, name: 'Work', state: sessionEnded });
  await eventually(() => page.buttons()).toContain('Work: Your session has ended');
  page.click('Work: Your session has ended');
  await waitForCommand({ type: 'switch_account', account: 5 });
});

test('the line about several accounts opens the menu', async () => {
  const page = await openPopup(
    { id: 2 },
    { id: 5, state: sessionEnded },
    { id: 7, state: sessionEnded },
  );
  await eventually(() => page.buttons()).toContain('2 other accounts need attention');
  page.click('2 other accounts need attention');
  await eventually(() => page.has('[role="menu"]')).toBe(true);
  page.click('Add account');
  await waitForCommand({ type: 'add_account' });
});

test('an account that is being added can be signed in or removed', async () => {
  const draft = { id: 5, state: signedOut(), draftSince: Date.now() };
  const page = await openPopup({ id: 2 }, draft);
  await eventually(page.text).toContain('which account');
  page.click('Sign in');
  await waitForCommand({ type: 'sign_in', account: 5 });
  page.click('Cancel');
  await waitForCommand({ type: 'remove_account', account: 5 });
});
