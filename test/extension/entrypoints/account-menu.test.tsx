import { createElement } from 'react';
import { beforeEach, describe, expect, test } from 'vitest';
import { type AccountState, INITIAL_STATE } from '../../../extension/domain/account-state.ts';
import { Menu } from '../../../extension/entrypoints/popup/AccountMenu.tsx';
import { listAccounts } from '../../../extension/entrypoints/popup/listed-accounts.ts';
import { t } from '../../../extension/i18n/t.ts';
import type { StoredAccount } from '../../../extension/storage/accounts.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { account, NOON } from '../../support/extension/fixtures.ts';
import {
  sessionEnded,
  signedIn,
  signedOut,
  storedAccount,
  withProblem,
} from '../../support/extension/states.ts';
import { BROKEN_TEXT, MENU, popup, popupContext, rendered } from './rendered.ts';

beforeEach(() => resetBrowser());

const LOW = { threshold: 1_000 };
const work = storedAccount(signedIn(), LOW, { id: 1, name: 'Work' });
const home = storedAccount(signedIn(), {}, { id: 2, name: 'Home' });
const ended = storedAccount(sessionEnded, {}, { id: 3, name: 'Old' });

/** The open menu with these accounts, the first of which is active. */
function menu(...accounts: StoredAccount[]) {
  const [active = home] = accounts;
  const listed = listAccounts({ accounts, active }, popupContext());
  return rendered(createElement(Menu, { accounts: listed, ...MENU }));
}

describe('the account menu', () => {
  const ROWS: [string, AccountState, Partial<StoredAccount>, string][] = [
    ['by its username', signedIn({ username: 'alice' }), {}, 'A alice 750.00 localhost:8787'],
    ['by its own name', signedIn(), { name: 'Work' }, 'W Work 750.00 localhost:8787'],
    ['by its host', INITIAL_STATE, { address: 'https://a.example' }, 'A a.example – a.example'],
    ['with its problem', withProblem(signedIn(), 'unreachable'), {}, 'The proxy can’t be reached'],
    [
      'with an ended session',
      sessionEnded,
      {},
      '750.00 localhost:8787 As of 14:05 Your session has ended',
    ],
    [
      'with an old balance',
      signedIn({ as_of: NOON / 1000 - 61 }),
      {},
      '750.00 localhost:8787 As of 14:03',
    ],
    ['as disabled', signedIn({ status: 2 }), {}, 'This account is disabled'],
    ['as negative', signedIn({ balance_formatted: '-1' }), {}, 'Your balance is below zero'],
    ['as signed out', signedOut(), {}, '– localhost:8787 Not signed in'],
  ];

  test.each(ROWS)('shows an account %s', (_, state, entry, text) => {
    expect(menu(storedAccount(state, {}, entry)).buttons[0]).toContain(text);
  });

  test('marks no account as active while another one is being added', () => {
    const listed = listAccounts(
      { accounts: [home], active: home },
      popupContext({ isDraft: true }),
    );
    expect(listed).toMatchObject([{ name: 'Home', isActive: false }]);
  });

  test('shows a low balance by the account’s own threshold', () => {
    const [first, second] = menu(home, work).buttons;
    expect(first).not.toContain('low');
    expect(second).toContain('Your balance is low');
  });

  test('hides all amounts', () => {
    const { text } = menu(...[home, ended].map((one) => ({ ...one, ...hidden(one) })));
    expect(text).toContain('Your session has ended');
    expect(text).not.toMatch(/750|–|14:05/u);
  });

  test.each([
    ['low', signedIn()],
    ['negative', signedIn({ balance_formatted: '-1' })],
  ])('says of a hidden balance that is %s only that it needs attention', (_, state) => {
    const preferences = { threshold: 1_000, hidden: true };
    const { text } = menu(home, storedAccount(state, preferences, { id: 4, name: 'Work' }));
    expect(text).toContain('Needs attention');
    expect(text).not.toMatch(/low|below/u);
  });

  test('has one checked account and one stop of the Tab key', () => {
    const { html } = menu(home, work, ended);
    expect(html.match(/role="menuitemradio"/gu)).toHaveLength(3);
    expect(html.match(/aria-checked="true"/gu)).toHaveLength(1);
    expect(html.match(/tabindex="0"/giu)).toHaveLength(1);
  });

  test.each([
    ['en', 'Add account', '10 accounts at most'],
    ['zh_CN', '添加账户', '最多 10 个账户'],
  ] as const)('takes up to ten accounts: %s', (language, add, full) => {
    resetBrowser(language);
    const accounts = Array.from({ length: 10 }, (_, id) => ({ ...home, id }));
    const before = menu(...accounts.slice(1));
    expect(before.buttons.at(-1)).toBe(add);
    expect(before.html).not.toContain('aria-disabled="true"');
    const { buttons, html, text } = menu(...accounts);
    expect(buttons.at(-1)).toContain(full);
    expect(html).toContain('aria-disabled="true"');
    expect(text).not.toMatch(BROKEN_TEXT);
  });
});

function hidden({ preferences }: StoredAccount): Pick<StoredAccount, 'preferences'> {
  return { preferences: { ...preferences, hidden: true } };
}

describe('the button of the account menu', () => {
  test.each<[string, AccountState, Parameters<typeof popup>[1], boolean]>([
    ['signed in', signedIn(), {}, true],
    ['session ended', sessionEnded, {}, true],
    ['a problem with an account', withProblem(signedIn(), 'unreachable'), {}, true],
    ['signed out and alone', signedOut(), {}, false],
    ['unknown and alone', INITIAL_STATE, {}, false],
    ['a problem and alone', withProblem(INITIAL_STATE, 'unreachable'), {}, false],
    ['signed out beside another account', signedOut(), { others: [home] }, true],
    ['being added', signedOut(), { others: [home], isDraft: true }, true],
  ])('%s', (_, state, options, isThere) => {
    const { buttons } = popup(state, options);
    expect(buttons[0] === 'Accounts').toBe(isThere);
    expect(buttons).toContain('Settings');
  });

  test('says which other account needs attention', () => {
    const description = (others: StoredAccount[]) =>
      popup(signedIn(), { others }).all(/<span id="attention"[^>]*>(.*?)<\/span>/gu);
    expect(description([home])).toEqual([]);
    expect(description([home, work])).toEqual(['Work: Your balance is low']);
    expect(description([ended, work])).toEqual(['2 other accounts need attention']);
  });
});

describe('the line about other accounts', () => {
  test.each([
    ['en', 'Work: Your balance is low', '2 other accounts need attention'],
    ['zh_CN', '账户 Work：余额不足', '另有 2 个账户需要处理'],
  ] as const)('names one account or counts several: %s', (language, one, several) => {
    resetBrowser(language);
    expect(popup(signedIn(), { others: [home, work] }).buttons).toContain(one);
    expect(popup(signedIn(), { others: [ended, work] }).buttons).toContain(several);
  });

  test.each<[string, AccountState, Parameters<typeof popup>[1]]>([
    ['the shown account', sessionEnded, { others: [home] }],
    ['an account that is signed out', signedIn(), { others: [{ ...home, state: signedOut() }] }],
    ['any account while one is being added', signedOut(), { others: [home, work], isDraft: true }],
  ])('does not mention %s', (_, state, options) => {
    expect(popup(state, options).html).not.toContain('other-accounts');
  });
});

describe('an account that is being added', () => {
  const draft = { others: [home], isDraft: true, signedInBefore: true };

  test.each([
    ['en', 'Add account', ['Sign in', 'Another proxy', 'Cancel'], 'which account'],
    ['zh_CN', '添加账户', ['一键登录', '其他代理', '取消'], '使用哪个账户'],
  ] as const)('has its own screen: %s', (language, heading, buttons, text) => {
    resetBrowser(language);
    const screen = popup(signedOut(), draft);
    expect(screen.headings).toEqual([heading]);
    expect(screen.all(/<header[^>]*>(.*?)<\/header>/gsu)).toEqual([t('accountNew')]);
    expect(screen.buttons.slice(2)).toEqual(buttons);
    expect(screen.primary).toEqual([buttons[0]]);
    expect(screen.text).toContain(text);
    expect(screen.text).toContain('localhost:8787');
    expect(screen.text).not.toMatch(BROKEN_TEXT);
  });

  test.each<[string, AccountState, Parameters<typeof popup>[1], string, string[]]>([
    [
      'a sign-in error',
      signedOut('access_denied'),
      {},
      'You did not allow access',
      ['Sign in', 'Another proxy', 'Cancel'],
    ],
    [
      'a sign-in at a proxy with one account',
      signedOut('slots_unsupported'),
      {},
      'The proxy knows only one account',
      ['Another proxy', 'Sign in', 'Cancel'],
    ],
    [
      'a sign-in in progress',
      signedOut(),
      { signingIn: true },
      'Finish signing in',
      ['Sign in', 'Another proxy', 'Cancel'],
    ],
    [
      'a problem',
      withProblem(signedOut(), 'unreachable'),
      {},
      'The proxy can’t be reached',
      ['Try again', 'Another proxy', 'Cancel'],
    ],
    [
      'an address without a proxy',
      withProblem(signedOut(), 'something_else'),
      {},
      'That is not the proxy',
      ['Check proxy address', 'Cancel'],
    ],
  ])('can be cancelled during %s', (_, state, options, heading, buttons) => {
    const screen = popup(state, { ...draft, ...options });
    expect(screen.headings).toEqual([heading]);
    expect(screen.all(/<header[^>]*>(.*?)<\/header>/gsu)).toEqual([t('accountNew')]);
    expect(screen.buttons.slice(2)).toEqual(buttons);
  });
});

test('a sign-in that replaced another one is explained as long as there is an account', () => {
  const text = 'You signed in as user123. The new sign-in has replaced the former entry.';
  expect(popup(signedIn(), { isReplacement: true }).text).toContain(text);
  expect(popup(signedIn()).text).not.toContain('replaced');
  expect(popup(signedOut(), { isReplacement: true }).text).not.toContain('replaced');
});

test('the header shows the user’s own name for an account', () => {
  expect(popup(signedIn(), { name: 'Work' }).text).toMatch(/^W Work user@example\.com/u);
  const { email: _, ...withoutEmail } = account();
  const state: AccountState = { phase: 'signed_in', account: withoutEmail, problem: null };
  expect(popup(state, { name: 'Work' }).text).toMatch(/^W Work user123/u);
});
