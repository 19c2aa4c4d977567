import { expect } from 'vitest';
import type { View } from '../../support/browsers/view.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { freePort } from '../../support/ports/free-port.ts';
import { type Translate, tEnglish } from '../../support/user/messages.ts';
import { saveAddress } from '../../support/user/user-actions.ts';
import { until } from '../../support/waiting/until.ts';
import { expectTidy } from '../layout.ts';
import { NINE_ACCOUNTS, storeFurtherAccounts } from '../stored-accounts.ts';
import { openWithNewSession, suite } from '../suite.ts';

/** Windows of 400, 900 and 1200 pixels at 100, 150 and 200 %, in CSS pixels. */
const WIDTHS = [1200, 900, 800, 600, 450, 400, 267, 200];
const HEIGHT = 800;

const SIGNED_OUT = { phase: 'signed_out', signInError: null, problem: null };

async function expectTidyAtEachWidth(page: View, state: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.resize(width, HEIGHT);
    await expectTidy(page, `${state}, ${width} px`);
  }
  await page.resize(900, HEIGHT);
}

/** Checks the layout of the options page and the welcome page. `t` translates to the browser's language. */
export async function expectTidyPages(
  env: TestEnvironment,
  t: Translate = tEnglish,
): Promise<void> {
  const { browser } = env;
  const welcome = await browser.openExtensionPage('/welcome.html');
  const shows = async (text: string) => {
    await welcome.waitForText(text);
    await expectTidyAtEachWidth(welcome, text);
  };
  await shows(t('textSignedOut'));
  const signInError = { kind: 'session_not_kept', at: Date.now() };
  await browser.store({ account: { ...SIGNED_OUT, signInError } });
  await shows(t('titleSessionNotKept'));
  await browser.store({ account: SIGNED_OUT });
  await welcome.click('button', t('actionChangeAddress'));
  await shows(t('actionCancel'));
  await openWithNewSession(env);
  await welcome.reload();
  await shows(t('updatedNow'));
  await welcome.close();

  const options = await browser.openOptionsPage();
  await options.waitFor('switch', t('switchBadge'));
  await expectTidyAtEachWidth(options, 'one account');
  await saveAddress(options, `http://localhost:${await freePort()}`, t);
  await options.fill(t('fieldThreshold'), '-');
  await options.click('switch', t('switchBadge'));
  await options.waitForText(t('confirmedOff'));
  await options.waitForText(t('titleUnreachable'));
  await options.click('button', t('actionDeleteHistory'));
  await expectTidyAtEachWidth(options, 'refused and saved');
  await storeFurtherAccounts(env, NINE_ACCOUNTS);
  await options.click('button', t('actionMoveDown', 'Home'));
  await options.waitForText(t('confirmedMoved', 'Home', '9', '10'));
  await options.click('button', t('actionRemoveAccount'));
  await expectTidyAtEachWidth(options, 'ten accounts');
  await storeFurtherAccounts(env, [{ name: 'New', parts: null }]);
  await options.waitForText(t('settingsProxyOfNew'));
  await expectTidyAtEachWidth(options, 'adding an account');
}

/** Runs in one browser, because the pages are the same in the other. */
export const pageLayout = suite('the layout of pages', ['chromium'], (test) => {
  test('is tidy at each width', (env) => expectTidyPages(env));

  test('stays the same when a change is saved', async (env) => {
    const t = tEnglish;
    await openWithNewSession(env);
    const options = await env.browser.openOptionsPage();
    const places = () =>
      options.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('main :is(label, input, button, .hint)')].map(
          (element) => `${element.id} ${element.offsetLeft} ${element.offsetTop}`,
        ),
      );
    for (const width of [1200, 600, 400]) {
      await options.resize(width, HEIGHT);
      const before = await places();
      await options.click('switch', t('switchBadge'));
      await options.waitForText(t(width === 600 ? 'confirmedOn' : 'confirmedOff'));
      await options.fill(t('fieldThreshold'), String(width));
      await options.page.keyboard.press('Enter');
      await until('a saved threshold', () =>
        options.evaluate(() => document.querySelector('#threshold-result')?.textContent),
      );
      expect(await places(), `${width} px`).toEqual(before);
      const isBeside = await options.evaluate(() => {
        const [message, control] = ['#badge-result > .brief', '#badge'].map(
          (selector) => document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect(),
        ) as [DOMRect, DOMRect];
        return message.top >= control.top && message.bottom <= control.bottom;
      });
      expect(isBeside, `${width} px`).toBe(true);
    }
    await options.click('button', t('actionDeleteHistory'));
    await options.waitFor('button', t('actionDeleteForGood'));
    const tops = await options.evaluate(() =>
      [...document.querySelectorAll('#history-text + .with-result button')].map(
        (button) => button.getBoundingClientRect().top,
      ),
    );
    expect(tops).toEqual([tops[0], tops[0]]);
  });

  test('has a list of the sections that follows the page', async (env) => {
    const t = tEnglish;
    const { account } = await openWithNewSession(env);
    await storeFurtherAccounts(env, NINE_ACCOUNTS.slice(0, 1));
    const options = await env.browser.openOptionsPage();
    await options.waitFor('heading', account.username);
    await options.resize(1008, 600);
    const list = () =>
      options.evaluate(() => ({
        headings: [...document.querySelectorAll('main :is(h2, h3)')].map((one) => one.textContent),
        links: [...document.querySelectorAll('nav a')].map((one) => one.textContent),
        isShown: document.querySelector('nav')?.checkVisibility(),
        current: document.querySelector('nav [aria-current]')?.textContent,
        // Forced colors change no widths.
        marked: [...document.querySelectorAll('nav a')]
          .filter((one) => getComputedStyle(one).borderInlineStartWidth !== '0px')
          .map((one) => one.textContent),
      }));
    const marks = (section: string) =>
      until(`${section} to be marked`, async () => (await list()).current === section);
    const { headings, links, isShown } = await list();
    expect(links).toEqual(headings);
    expect(links).toContain(t('settingsAllHeading'));
    expect(isShown).toBe(true);
    await marks(t('actionAccounts'));
    expect((await list()).marked).toEqual([t('actionAccounts')]);
    await options.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await marks(t('settingsKeyboardHeading'));
    await options.evaluate(() => scrollTo(0, 0));
    await marks(t('actionAccounts'));

    await options.evaluate(() =>
      document.querySelector<HTMLElement>('nav [href="#low-heading"]')?.focus(),
    );
    await options.page.keyboard.press('Enter');
    await marks(t('settingsLowHeading'));
    const focused = await options.evaluate(() => {
      const { id = '' } = document.activeElement ?? {};
      const { top = -1 } = document.activeElement?.getBoundingClientRect() ?? {};
      return { id, isInSight: top >= 0 && top < innerHeight };
    });
    expect(focused).toEqual({ id: 'low-heading', isInSight: true });
    await options.page.keyboard.press('Tab');
    expect(await options.evaluate(() => document.activeElement?.id)).toBe('threshold');

    // In a smaller window it is above the panels, which keep their width.
    const layout = () =>
      options.evaluate(() => {
        const [nav, main] = ['nav', 'main'].map((one) => document.querySelector(one) as Element);
        const end = nav?.getBoundingClientRect().bottom ?? 0;
        const { top, width } = main?.getBoundingClientRect() ?? { top: 0, width: 0 };
        return { isAbove: end <= top, width };
      });
    const { width } = await layout();
    await options.resize(900, 600);
    expect(await layout()).toEqual({ isAbove: true, width });
    expect((await list()).isShown).toBe(true);
  });
});
