import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Command } from '../../../extension/background/messages.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { PROXY } from '../../support/extension/fixtures.ts';
import { closePages, openPage } from '../../support/extension/mounted-page.ts';
import { signedOut } from '../../support/extension/states.ts';
import { accountItem } from '../../support/extension/stored-items.ts';

beforeEach(() => {
  resetBrowser();
});

// React may still be rendering a page whose test is over.
afterAll(closePages);

const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: 15_000 });

/** Opens the page for the first time. The proxy responds before the check of its address has ended. */
async function openWelcome(warning: 'platform_misconfigured' | null) {
  const checked = vi.fn();
  fakeBrowser.runtime.onMessage.addListener(({ type }: Command, _sender, reply) => {
    if (type !== 'save_address') {
      reply({ done: true, result: null });
      return true;
    }
    const found = { address: PROXY, version: '1.0.0', platform: 'https://platform.example' };
    accountItem.set(signedOut()).then(() => {
      checked();
      reply({ done: true, result: { kind: 'unchanged', ...found, warning } });
    });
    return true;
  });
  const page = await openPage('welcome');
  await eventually(page.buttons).toContain('Sign in');
  await eventually(() => checked.mock.calls.length).toBeGreaterThan(0);
  return page;
}

test('a warning of the check stays in sight', async () => {
  const page = await openWelcome('platform_misconfigured');
  await eventually(page.text).toContain('The proxy is not set up correctly');
});

test('without a warning, only a button is left of the form', async () => {
  const page = await openWelcome(null);
  await eventually(page.buttons).toEqual(['Change address', 'Sign in']);
});
