import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Command } from '../../../extension/background/messages.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { PROXY } from '../../support/extension/fixtures.ts';
import { closePages, openPage } from '../../support/extension/mounted-page.ts';
import { signedIn, signedOut, withProblem } from '../../support/extension/states.ts';
import { accountItem, preferencesItem } from '../../support/extension/stored-items.ts';

beforeEach(() => {
  resetBrowser();
});

// React may still be rendering a page whose test is over.
afterAll(closePages);

const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: 15_000 });

/** Opens the page for the first time. `check` is the background's check of an address. */
async function openWelcome(check: () => Promise<unknown>) {
  fakeBrowser.runtime.onMessage.addListener(({ type }: Command, _sender, reply) => {
    const result = type === 'save_address' ? check() : Promise.resolve(null);
    result.then((value) => reply({ done: true, result: value }));
    return true;
  });
  return await openPage('welcome');
}

const ACCEPTED = {
  kind: 'unchanged',
  address: PROXY,
  version: '1.0.0',
  platform: 'https://platform.example',
};

/** Opens the page at an address where the proxy responds before the check has ended. */
async function openAtProxy(warning: 'platform_misconfigured' | null) {
  const checked = vi.fn();
  const page = await openWelcome(async () => {
    await accountItem.set(signedOut());
    checked();
    return { ...ACCEPTED, warning };
  });
  await eventually(page.buttons).toContain('Sign in');
  await eventually(() => checked.mock.calls.length).toBeGreaterThan(0);
  return page;
}

const REFUSED = { kind: 'refused', reason: 'unreachable', inUse: PROXY, address: PROXY };

test('an address that the user has not chosen has no warning', async () => {
  const check = vi.fn(async () => REFUSED);
  const page = await openWelcome(check);
  await eventually(() => check.mock.calls.length).toBe(1);
  await eventually(page.text).not.toContain('Checking');
  expect(page.text()).not.toContain('can’t be reached');
  expect(page.buttons()).toEqual(['Save']);
});

test.each([
  [PROXY, ['Try again']],
  ['https://proxy.example', ['Try again', 'Open in a tab']],
])('the button beside the field tries %s again', async (address, buttons) => {
  const refused = { kind: 'refused', reason: 'unreachable', inUse: address, address };
  await accountItem.set(withProblem(signedOut(), 'unreachable'));
  const page = await openWelcome(async () => refused);
  await eventually(page.text).toContain('can’t be reached');
  await eventually(page.buttons).toEqual(buttons);
});

test('a warning of the check stays in sight', async () => {
  const page = await openAtProxy('platform_misconfigured');
  await eventually(page.text).toContain('The proxy is not set up correctly');
});

test('a hidden balance is shown at a click', async () => {
  await accountItem.set(signedIn());
  await preferencesItem.set({ ...DEFAULT_PREFERENCES, hidden: true });
  const received: Command[] = [];
  fakeBrowser.runtime.onMessage.addListener((command: Command, _sender, reply) => {
    received.push(command);
    reply({ done: true, result: null });
    return true;
  });
  const page = await openPage('welcome');
  await eventually(page.buttons).toContain('Show balance');
  page.click('Show balance');
  const shown = { type: 'set_preferences', changes: { hidden: false }, account: 0 };
  await eventually(() => received).toContainEqual(shown);
});

test('without a warning, only a button is left of the form', async () => {
  const page = await openAtProxy(null);
  await eventually(page.buttons).toEqual(['Change address', 'Sign in']);
});

test('a form to change the address checks nothing by itself, and can be left', async () => {
  await accountItem.set(signedOut());
  const check = vi.fn(async () => REFUSED);
  const page = await openWelcome(check);
  await eventually(page.buttons).toEqual(['Change address', 'Sign in']);
  page.click('Change address');
  await eventually(page.buttons).toEqual(['Save', 'Cancel', 'Sign in']);
  expect(page.text()).toContain('Connect to your proxyChangingProxy address');
  expect(check).not.toHaveBeenCalled();
  page.click('Cancel');
  await eventually(page.buttons).toEqual(['Change address', 'Sign in']);
  expect(page.text()).toContain('Connect to your proxyDone');
});

test.each([
  ['refused', REFUSED, 'Changing'],
  ['accepted', { ...ACCEPTED, warning: null }, 'Done'],
])('after a change of the address that is %s, the step says so', async (_, result, progress) => {
  await accountItem.set(signedOut());
  const check = vi.fn(async () => result);
  const page = await openWelcome(check);
  await eventually(page.buttons).toContain('Change address');
  page.click('Change address');
  await eventually(page.buttons).toContain('Save');
  page.submit();
  await eventually(() => check.mock.calls.length).toBe(1);
  await eventually(page.text).toContain(`Connect to your proxy${progress}`);
});
