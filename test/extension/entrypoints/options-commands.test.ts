import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Command } from '../../../extension/background/messages.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { accountItems, accountListItem } from '../../../extension/storage/items.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { NOON, PROXY } from '../../support/extension/fixtures.ts';
import { closePages, type MountedPage, openPage } from '../../support/extension/mounted-page.ts';
import { signedIn, signedOut } from '../../support/extension/states.ts';

const received: Command[] = [];
let fails = false;

beforeEach(() => {
  resetBrowser();
  received.length = 0;
  fails = false;
  Object.assign(fakeBrowser.commands, { getAll: async () => [] });
  fakeBrowser.runtime.onMessage.addListener((message: Command, _sender, reply) => {
    received.push(message);
    reply(fails ? { done: false } : { done: true, result: null });
    return true;
  });
});

// React may still be rendering a page whose test is over.
afterAll(closePages);

const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: 15_000 });
const waitForCommand = (command: Command) => eventually(() => received).toContainEqual(command);

const FIRST = { id: 2, slot: 0, name: 'Home' };
const ACTIVE = { id: 5, slot: 1, name: 'Work' };
const DRAFT = { id: 7, slot: 2, draftSince: NOON };

/** Opens the page with the accounts Home and Work, of which Work is the active one. */
async function openOptions(): Promise<MountedPage> {
  for (const { id } of [FIRST, ACTIVE, DRAFT]) {
    await accountItems(id).address.set(PROXY);
    await accountItems(id).state.set(id === DRAFT.id ? signedOut() : signedIn());
    await accountItems(id).history.set({
      owner: '1',
      samples: [[1, 750, 0, null]],
      days: [],
      ledger: null,
    });
  }
  await accountListItem.set({ active: ACTIVE.id, entries: [FIRST, ACTIVE] });
  const page = await openPage('options');
  await eventually(() => page.buttons()).toContain('Save');
  return page;
}

test('commands name the account whose settings are shown', async () => {
  const page = await openOptions();
  page.click('Notify me when a top-up has arrived');
  const changes = {
    ...{ lowBalanceNotification: false, budgetNotification: false },
    creditNotification: true,
  };
  await waitForCommand({ type: 'set_preferences', changes, account: 5 });
  page.click('Hide balance');
  await waitForCommand({ type: 'set_preferences', changes: { hidden: true }, account: 5 });
});

test('a budget that is being saved keeps its amount when its period changes', async () => {
  const { preferences } = accountItems(ACTIVE.id);
  await preferences.set({ ...DEFAULT_PREFERENCES, budget: { amount: 10, period: 'month' } });
  const page = await openOptions();
  fakeBrowser.runtime.onMessage.removeAllListeners();
  fakeBrowser.runtime.onMessage.addListener((message: Command, _sender, reply) => {
    received.push(message);
    const changes = message.type === 'set_preferences' ? message.changes : {};
    preferences
      .set({ ...DEFAULT_PREFERENCES, ...changes })
      .then(() => reply({ done: true, result: null }));
    return true;
  });
  page.fill('budget', '20');
  page.fill('budget-period', 'week');
  const saved = { amount: 20, period: 'week' };
  await eventually(async () => (await preferences.get()).budget).toEqual(saved);
});

test('a refused amount is reported with the one in use', async () => {
  const { preferences } = accountItems(ACTIVE.id);
  await preferences.set({ ...DEFAULT_PREFERENCES, threshold: 1234.5 });
  const page = await openOptions();
  page.fill('threshold', '1,000');
  await eventually(page.text).toContain('That is not an amount');
  expect(page.text()).toContain('Still in use: 1234.5');
  page.fill('budget', '1,000');
  await eventually(page.text).toContain('No amount is set.');
});

test('a confirmation ends with the next change of its panel, and not before', async () => {
  const page = await openOptions();
  page.fill('threshold', '5');
  page.fill('threshold', '');
  await eventually(page.text).toContain('Saved: no warning');
  page.click('Hide balance');
  await eventually(page.text).toContain('Saved: on');
  expect(page.text()).toContain('Saved: no warning');
  page.click('Notify me when a top-up has arrived');
  await eventually(page.text).toMatch(/Saved: on.*Saved: on/u);
  expect(page.text()).not.toContain('Saved: no warning');
});

test('an account moves in the list, and the page says where to', async () => {
  const page = await openOptions();
  page.click('Move up: Home');
  page.click('Move down: Home');
  await waitForCommand({ type: 'move_account', by: 1, account: 2 });
  await eventually(page.text).toContain('Saved: Home is number 2 of 2');
  expect(received).toHaveLength(1);
});

test('an account is removed after a second click, and the settings of the next one are shown', async () => {
  const page = await openOptions();
  page.click('Remove account');
  await eventually(() => page.buttons()).toContain('Remove for good');
  expect(page.text()).toContain('This signs Work out and deletes');
  page.click('Keep it');
  await eventually(() => page.buttons()).toContain('Remove account');
  expect(received).toEqual([]);
  page.click('Remove account');
  await eventually(() => page.buttons()).toContain('Remove for good');
  page.click('Remove for good');
  await waitForCommand({ type: 'remove_account', account: 5 });
  await accountListItem.set({ active: 2, entries: [FIRST] });
  await eventually(page.text).toContain('Removed: Work');
  await eventually(page.buttons).not.toContain('Remove account');
});

test('an account that could not be removed stays with the reason', async () => {
  const page = await openOptions();
  fails = true;
  vi.spyOn(console, 'error').mockReturnValue();
  page.click('Remove account');
  await eventually(() => page.buttons()).toContain('Remove for good');
  page.click('Remove for good');
  await eventually(page.text).toContain('That did not work');
  expect(page.text()).not.toContain('Removed');
});

test('a new account is selected, signed in and cancelled', async () => {
  const page = await openOptions();
  page.click('Add account');
  await waitForCommand({ type: 'add_account' });
  await accountListItem.set({ active: 5, entries: [FIRST, ACTIVE, DRAFT] });
  await eventually(() => page.buttons()).toContain('Cancel');
  page.click('Sign in');
  await waitForCommand({ type: 'sign_in', account: 7 });
  page.click('Cancel');
  await waitForCommand({ type: 'remove_account', account: 7 });
  await accountListItem.set({ active: 5, entries: [FIRST, ACTIVE] });
  await eventually(() => page.buttons()).toContain('Add account');
});

test('the history of the shown account alone is deleted, which the page says before', async () => {
  const page = await openOptions();
  // The button is enabled once the history is read.
  await eventually(() => {
    if (!page.buttons().includes('Delete for good')) page.click('Delete history');
    return page.buttons();
  }).toContain('Delete for good');
  expect(page.text()).toContain('This deletes the history of Work from this browser.');
  expect(page.text()).not.toContain('spreadsheets');
  page.click('Delete for good');
  await waitForCommand({ type: 'delete_history', account: 5 });
  expect(received).toHaveLength(1);
});
