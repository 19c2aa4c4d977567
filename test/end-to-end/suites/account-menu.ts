import { expect } from 'vitest';
import type { View } from '../../support/browsers/view.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { type Translate, tEnglish } from '../../support/user/messages.ts';
import { until } from '../../support/waiting/until.ts';
import { expectAccessible } from '../axe.ts';
import { NINE_ACCOUNTS, STORED_BALANCE, storeFurtherAccounts } from '../stored-accounts.ts';
import { FIREFOX_AT_NIGHT, openWithNewSession, suite } from '../suite.ts';

/** Presses keys and waits until the focus is on an element with this text or name. */
async function press(view: View, keys: readonly string[], focused: string): Promise<void> {
  for (const key of keys) await view.page.keyboard.press(key as 'Enter');
  let last: string | null = null;
  await until(
    () => `the focus on ${focused} after ${keys.join(', ')}, but it is on ${last ?? 'the page'}`,
    async () => {
      last = await view.focused();
      return last?.includes(focused) ?? false;
    },
  );
}

const isMenuOpen = (view: View) =>
  view.evaluate(() => document.querySelector('[role="menu"]') !== null);

async function waitUntilClosed(view: View): Promise<void> {
  await until('the account menu to close', async () => !(await isMenuOpen(view)));
}

/** Opens the popup with three accounts and sets the focus on the button of the menu. */
async function openWithThree(env: TestEnvironment, t: Translate = tEnglish) {
  const opened = await openWithNewSession(env);
  const { popup } = opened;
  await storeFurtherAccounts(env, NINE_ACCOUNTS.slice(0, 2));
  await popup.waitForText('Wiki');
  await popup.pressEnter('button', t('actionAccounts'));
  await press(popup, [], opened.account.username);
  await press(popup, ['Escape'], t('actionAccounts'));
  await waitUntilClosed(popup);
  return opened;
}

export const accountMenu = suite('the account menu', FIREFOX_AT_NIGHT, (test) => {
  test('has the keys of a menu button', async (env) => {
    const { account, popup } = await openWithThree(env);
    const add = tEnglish('actionAddAccount');
    const button = tEnglish('actionAccounts');
    for (const open of ['Enter', ' ', 'ArrowDown']) {
      await press(popup, [open], account.username);
      await press(popup, ['Escape'], button);
      await waitUntilClosed(popup);
    }
    await press(popup, ['ArrowUp'], add);
    await press(popup, ['ArrowDown'], account.username);
    await press(popup, ['ArrowDown'], 'Work');
    await press(popup, ['End'], add);
    await press(popup, ['Home'], account.username);
    await press(popup, ['ArrowUp'], add);
    // However long the pause between them is.
    await press(popup, ['w'], 'Work');
    await press(popup, ['w'], 'Wiki');
    await press(popup, ['Tab'], tEnglish('actionSettings'));
    await waitUntilClosed(popup);
  });

  test('switches to another account, whose balance is painted from storage', async (env) => {
    const { account, popup } = await openWithThree(env);
    // The proxy would say that the account has no session.
    await env.proxy.stop('SIGKILL');
    await press(popup, ['ArrowDown', 'ArrowDown'], 'Work');
    await press(popup, ['Enter'], tEnglish('actionAccounts'));
    await popup.waitForText(STORED_BALANCE);
    await waitUntilClosed(popup);
    await popup.waitForText(tEnglish('titleUnreachable'));
    expect(await popup.text()).toContain(STORED_BALANCE);
    await press(popup, ['Enter'], account.username);
    await press(popup, ['Enter'], tEnglish('actionAccounts'));
    await popup.waitForText(account.balanceFormatted);
  });

  test('closes on a second click and on a click beside it', async (env) => {
    const { popup } = await openWithThree(env);
    for (const elsewhere of ['.accounts', 'footer']) {
      await popup.click('button', tEnglish('actionAccounts'));
      await until('the account menu', () => isMenuOpen(popup));
      await popup.page.click(elsewhere);
      await waitUntilClosed(popup);
    }
  });

  test('a line shows which other account needs attention', async (env) => {
    const { popup } = await openWithThree(env);
    const line = tEnglish('otherAccount', 'Wiki', tEnglish('titleNegative'));
    await popup.click('button', line);
    await popup.waitForText('-3.40');
    expect(await popup.text()).not.toContain(line);
  });
});

/** Runs in one browser, because the pages are the same in the other. */
export const accountMenuAccessibility = suite('accessible accounts', ['chromium'], (test) => {
  test('in the menu and the popup', (env) => expectAccessibleAccounts(env, tEnglish));
});

/** Expects no accessibility error with ten accounts and while an account is added. */
export async function expectAccessibleAccounts(env: TestEnvironment, t: Translate): Promise<void> {
  const { popup } = await openWithNewSession(env);
  const isFading = () =>
    popup.evaluate(() => document.querySelector('.menu-list.scrolls') !== null);
  await popup.click('button', t('actionAccounts'));
  await expectAccessible(popup, t('actionAddAccount'));
  expect(await isFading()).toBe(false);
  await storeFurtherAccounts(env, NINE_ACCOUNTS);
  await expectAccessible(popup, t('accountsFull', '10'));
  // However long the list above it is.
  const isInSight = () =>
    (document.querySelector('[role="menuitem"]')?.getBoundingClientRect().bottom ?? 0) <
    innerHeight;
  await popup.resize(360, 300);
  await until('Add account in sight', () => popup.evaluate(isInSight));
  await until('the list to fade', isFading);
  await popup.resize(360, 600);
  await popup.page.keyboard.press('Escape');
  await expectAccessible(popup, t('otherAccounts', '2'));
  await storeFurtherAccounts(env, [{ name: 'New', parts: null }]);
  await expectAccessible(popup, t('actionAnotherProxy'));
}
