import { createElement } from 'react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FIRST_ID } from '../../../extension/domain/account-list.ts';
import type { AccountState } from '../../../extension/domain/account-state.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { preferencesFileText } from '../../../extension/domain/preferences-file.ts';
import { Menu } from '../../../extension/entrypoints/popup/AccountMenu.tsx';
import { WelcomePage } from '../../../extension/entrypoints/welcome/WelcomePage.tsx';
import { readAccounts } from '../../../extension/storage/accounts.ts';
import { policyItem } from '../../../extension/storage/items.ts';
import { NOON, PROXY } from '../../support/extension/fixtures.ts';
import { closePages, openPage } from '../../support/extension/mounted-page.ts';
import {
  sessionEnded,
  signedIn,
  signedOut,
  storedAccount,
  withProblem,
} from '../../support/extension/states.ts';
import { accountItem, preferencesItem } from '../../support/extension/stored-items.ts';
import {
  eventually,
  file,
  HOME,
  OTHER,
  openOptions,
  prepareBrowser,
  received,
  WORK,
} from './options-with-accounts.ts';
import { MENU, popup, rendered } from './rendered.ts';

const MANAGED = { badge: false, notifyBelow: 5, refreshMinutes: 30 };

let granted: ReturnType<typeof prepareBrowser>;
beforeEach(() => {
  granted = prepareBrowser();
});
afterEach(closePages);

const setPolicy = (policy: object) => policyItem.set(policyItem.read(policy));

describe('the settings', () => {
  const managed = (page: Awaited<ReturnType<typeof openPage>>) =>
    ['threshold', 'minutes', 'badge', 'hidden', 'proxy-address'].filter((id) =>
      page.has(`#${id}:disabled[aria-describedby~="${id}-hint"]`),
    );

  test('show what the organization has set, which cannot be changed', async () => {
    await setPolicy({ ...MANAGED, proxyUrl: PROXY, proxyUrlLocked: true });
    await accountItem.set(signedIn());
    const page = await openPage('options');
    await eventually(() => managed(page)).toEqual([
      'threshold',
      'minutes',
      'badge',
      'proxy-address',
    ]);
    expect(page.text().split('Managed by your organization')).toHaveLength(5);
    expect(page.has('#badge[aria-checked="false"]')).toBe(true);
    expect(page.has('form button[type="submit"]')).toBe(false);
    for (const id of ['minutes', 'badge']) expect(page.has(`#${id}-hint > .line`)).toBe(true);
    // The budget still has its unit.
    expect(page.text().split('the same unit')).toHaveLength(2);
  });

  test('say nothing of an organization without a policy', async () => {
    await accountItem.set(signedIn());
    const page = await openPage('options');
    await eventually(page.buttons).toContain('Import settings');
    expect(managed(page)).toEqual([]);
    expect(page.text()).not.toContain('Managed by your organization');
    expect(page.has('.offered')).toBe(false);
  });

  test('follow a policy that comes later', async () => {
    const page = await openPage('options');
    await eventually(page.buttons).toContain('Import settings');
    page.click('Badge on the toolbar button');
    await eventually(page.text).toContain('Saved: off');
    await setPolicy(MANAGED);
    await eventually(() => managed(page)).toEqual(['threshold', 'minutes', 'badge']);
    expect(page.text()).not.toContain('Saved: off');
    await setPolicy({});
    await eventually(() => managed(page)).toEqual([]);
  });

  test('offer the addresses of the organization to an account that is not signed in', async () => {
    await setPolicy({ proxyUrl: PROXY, proxyUrls: [OTHER], proxyUrlLocked: true });
    const page = await openPage('options');
    await eventually(page.buttons).toContain(`Use ${OTHER}`);
    expect(page.buttons()).not.toContain(`Use ${PROXY}`);
    page.click(`Use ${OTHER}`);
    const command = { type: 'save_address', address: OTHER, account: FIRST_ID };
    await eventually(() => received).toContainEqual(command);
    expect(granted.requested).toEqual([{ origins: ['https://wallet.example.com/*'] }]);
  });

  test('import what the organization leaves to the user, and name the rest', async () => {
    await setPolicy(MANAGED);
    const page = await openOptions();
    const preferences = { badge: true, hidden: true, minutes: 30 };
    const accounts = [{ address: PROXY, slot: WORK.slot, preferences: { threshold: 8 } }];
    page.choose(file({ preferences, accounts }));
    await eventually(page.text).toMatch(
      /Managed by your organization, so the file does not change it: .*[bB]adge.* and .*below/u,
    );
    page.click('Apply changes');
    const command = { type: 'set_preferences', changes: { hidden: true }, account: HOME.id };
    await eventually(() => received).toContainEqual(command);
    expect(received.filter(({ type }) => type === 'set_preferences')).toHaveLength(1);
  });

  test('export nothing that the organization has set', async () => {
    await setPolicy(MANAGED);
    await preferencesItem.set({ ...DEFAULT_PREFERENCES, threshold: 1 });
    const { accounts, active } = await readAccounts();
    const {
      preferences,
      accounts: [own],
    } = JSON.parse(preferencesFileText(accounts, active.policy));
    expect(preferences).toEqual({ hidden: false });
    expect(own.preferences).not.toHaveProperty('threshold');
    expect(own.preferences).toHaveProperty('budget');
  });
});

test('the welcome page has no other address to offer while it is locked', () => {
  const policy = policyItem.read({ proxyUrl: PROXY, proxyUrlLocked: true });
  const shown = (state: AccountState) => {
    const account = storedAccount(state, {}, { policy });
    return rendered(
      <WelcomePage stored={{ account, login: null }} granted isOnToolbar={null} now={NOON} />,
    );
  };
  expect(shown(signedIn()).text).not.toContain('Change the address');
  const { html } = shown(withProblem(signedOut(), 'unreachable'));
  expect(html).toMatch(/id="proxy-address"[^>]*disabled/u);
});

describe('the popup', () => {
  const locked = { isDraft: true, isLocked: true };

  test.each([
    ['of a signed-in account', signedIn(), ['Refresh balance', 'Sign out'], 'Refresh balance'],
    ['of an ended session', sessionEnded, ['Refresh balance', 'Sign out', 'Sign in'], 'Sign in'],
    [
      'of a problem',
      withProblem(signedIn(), 'unreachable'),
      ['Refresh balance', 'Sign out'],
      'Refresh balance',
    ],
    [
      'of another server',
      withProblem(signedIn(), 'something_else'),
      ['Refresh balance', 'Sign out', 'Check proxy address'],
      'Check proxy address',
    ],
  ])('%s has no top-up where the policy is against it', (_, state, buttons, primary) => {
    const { html } = popup(state, { hasTopUp: false });
    const shown = [
      ...html.matchAll(/<button[^>]*class="button (\w+)[^>]*>(?:<svg.*?<\/svg><span>)?([^<]*)</gu),
    ];
    expect(shown.map(([, , name]) => name)).toEqual(buttons);
    expect(shown.filter(([, kind]) => kind === 'primary').map(([, , name]) => name)).toEqual([
      primary,
    ]);
    expect(html).not.toContain('Top up');
  });

  test('gives other advice than to top up', () => {
    const low = (state: AccountState) => popup(state, { hasTopUp: false, threshold: 1_000 }).text;
    expect(low(signedIn())).toMatch(/It is below (?:the set amount|1,?000[^.]*)\./u);
    for (const balance of ['750.00', '-1.00']) {
      expect(low(signedIn({ balance_formatted: balance }))).not.toContain('Top up');
    }
  });

  test('offers no other proxy for a new account while addresses are locked', () => {
    expect(popup(signedOut(), { isDraft: true }).text).toContain('Another proxy');
    expect(popup(signedOut(), locked).text).not.toContain('Another proxy');
  });

  test('offers the addresses of the organization in the account menu', () => {
    const { text } = rendered(createElement(Menu, { ...MENU, accounts: [], offered: [OTHER] }));
    expect(text).toBe('Add account Add account wallet.example.com');
  });

  test('adds an account at an offered address', async () => {
    await setPolicy({ proxyUrls: [OTHER] });
    await accountItem.set(signedIn());
    const page = await openPage('popup');
    await eventually(page.buttons).toContain('Accounts');
    page.click('Accounts');
    await eventually(page.buttons).toContain('Add accountwallet.example.com');
    page.click('Add accountwallet.example.com');
    await eventually(() => received).toContainEqual({ type: 'add_account', address: OTHER });
    expect(granted.requested).toEqual([{ origins: ['https://wallet.example.com/*'] }]);
  });
});
