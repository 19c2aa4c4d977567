import { expect } from 'vitest';
import type { View } from '../../support/browsers/view.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { english as platformTexts } from '../../support/fake-platform/pages/messages-english.ts';
import { type Translate, tEnglish } from '../../support/user/messages.ts';
import { createUser, submitLogin } from '../../support/user/user-actions.ts';
import { until } from '../../support/waiting/until.ts';
import { expectAccessible } from '../axe.ts';
import { NINE_ACCOUNTS, storeFurtherAccounts } from '../stored-accounts.ts';
import { openWithNewSession, suite } from '../suite.ts';

const t = tEnglish;

/** Waits until an element that matches `selector` has the focus. */
async function hasFocus(view: View, selector: string): Promise<void> {
  let last = '';
  await until(
    () => `the focus on ${selector}, but it is on ${last}`,
    async () => {
      const [is, html] = await view.evaluate((wanted) => {
        const { activeElement } = document;
        return [activeElement?.matches(wanted) ?? false, activeElement?.outerHTML ?? ''] as const;
      }, selector);
      last = html;
      return is;
    },
  );
}

/** The names in the list, from the top. */
function listedNames(view: View): Promise<string[]> {
  return view.evaluate(() =>
    [...document.querySelectorAll('.account-row strong')].map((name) => name.textContent ?? ''),
  );
}

/** Opens the options page with three accounts, of which the first is the active one. */
async function openWithThree(env: TestEnvironment) {
  const opened = await openWithNewSession(env);
  await storeFurtherAccounts(env, NINE_ACCOUNTS.slice(0, 2));
  const options = await env.browser.openOptionsPage();
  await options.waitFor('heading', opened.account.username);
  return { ...opened, options };
}

export const optionsAccounts = suite('accounts on the options page', ['chromium'], (test) => {
  test('are added, renamed and removed', async (env) => {
    const { account, popup } = await openWithNewSession(env);
    const options = await env.browser.openOptionsPage();
    await options.pressEnter('button', t('actionAddAccount'));
    await options.waitFor('heading', t('accountNew'));
    await hasFocus(options, '#proxy-address');

    await options.click('button', t('actionCancel'));
    await hasFocus(options, '#add-account');
    await options.pressEnter('button', t('actionAddAccount'));
    await hasFocus(options, '#proxy-address');

    const other = createUser(env, { usedQuota: 100_000 });
    await options.click('button', t('actionSignIn'));
    const login = await env.browser.waitForView((url) => url.includes('/login'));
    await submitLogin(login, other);
    await login.click('button', platformTexts.allow);
    await login.waitUntilClosed();
    await options.waitFor('heading', other.username);
    expect(await listedNames(options)).toEqual([account.username, other.username]);
    await popup.waitForText(other.balanceFormatted);

    await options.fill(t('fieldAccountName'), 'Work');
    await options.page.keyboard.press('Enter');
    await options.waitFor('heading', 'Work');

    // Once the login window is closed, no window of Firefox has the focus that keys need.
    await options.click('button', t('actionRemoveAccount'));
    await options.click('button', t('actionRemoveForGood'));
    await options.waitForText(t('confirmedRemoved', 'Work'));
    await hasFocus(options, '#add-account');
    expect(await listedNames(options)).toEqual([]);
    await popup.waitForText(account.balanceFormatted);
    expect(JSON.stringify(await env.browser.storage())).not.toContain(other.username);
  });

  test('are selected and moved by keyboard', async (env) => {
    const { account, options } = await openWithThree(env);
    const { keyboard } = options.page;
    await options.evaluate(() =>
      document.querySelector<HTMLElement>('.accounts :checked')?.focus(),
    );
    await keyboard.press('ArrowDown');
    await options.waitFor('heading', 'Work');
    await hasFocus(options, '.account-row:has([title$="Work"]) :checked');

    for (const place of [1, 2, 3]) {
      const by = place === 1 ? 'actionMoveUp' : 'actionMoveDown';
      await options.pressEnter('button', t(by, 'Work'));
      await options.waitForText(t('confirmedMoved', 'Work', String(place), '3'));
      await hasFocus(options, `[aria-label="${t(by, 'Work')}"]`);
    }
    expect(await listedNames(options)).toEqual([account.username, 'Wiki', 'Work']);
    expect(await options.isEnabled('button', t('actionMoveDown', 'Work'))).toBe(false);
    await keyboard.press('Enter');
    await options.reload();
    await options.waitFor('heading', account.username);
    expect(await listedNames(options)).toEqual([account.username, 'Wiki', 'Work']);
  });

  test('keep a threshold that was typed for another one', async (env) => {
    const { account, options, popup } = await openWithThree(env);
    await options.fill(t('fieldThreshold'), '800');
    // Selects the new account while the field has the focus.
    await storeFurtherAccounts(env, [...NINE_ACCOUNTS.slice(0, 2), { name: 'New', parts: null }]);
    await options.waitFor('heading', t('accountNew'));
    const thresholds = async () => {
      const { local } = await env.browser.storage();
      return ['preferences', 'preferences-1', 'preferences-2', 'preferences-3'].map(
        (key) => (local[key] as { threshold?: number } | undefined)?.threshold ?? null,
      );
    };
    await until('the saved threshold', async () => (await thresholds())[0] === 800);
    expect(await thresholds()).toEqual([800, null, null, null]);
    await options.click('button', t('actionCancel'));
    await options.waitFor('heading', account.username);
    await popup.waitForText(t('titleLow'));
    expect(await options.valueOf(t('fieldThreshold'))).toBe('800');
  });
});

/** Runs in one browser, because the pages are the same in the other. */
export const optionsAccountsAccessibility = suite('accessible options', ['chromium'], (test) => {
  test('with several accounts', (env) => expectAccessibleOptions(env, tEnglish));
});

/** Expects no accessibility error with ten accounts and while an account is added. */
export async function expectAccessibleOptions(env: TestEnvironment, t: Translate): Promise<void> {
  await openWithNewSession(env);
  const options = await env.browser.openOptionsPage();
  await expectAccessible(options, t('actionAddAccount'));
  await storeFurtherAccounts(env, NINE_ACCOUNTS);
  await expectAccessible(options, t('accountsFull', '10'));
  await options.click('button', t('actionRemoveAccount'));
  await expectAccessible(options, t('actionRemoveForGood'));
  await storeFurtherAccounts(env, [{ name: 'New', parts: null }]);
  await expectAccessible(options, t('settingsProxyOfNew'));
}
