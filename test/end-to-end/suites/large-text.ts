import { expect, type TestContext } from 'vitest';
import type { AccountState } from '../../../extension/domain/account-state.ts';
import { FONT_SIZES, type FontSizes } from '../../support/browsers/engine.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { type Translate, tEnglish } from '../../support/user/messages.ts';
import { until } from '../../support/waiting/until.ts';
import { expectUsable } from '../layout.ts';
import { NINE_ACCOUNTS, storeFurtherAccounts } from '../stored-accounts.ts';
import { openWithNewSession, suite } from '../suite.ts';

/** Sizes in CSS pixels. Chrome limits a popup to 800 by 600 device pixels: 400 by 300 at a zoom of 200 %. */
const POPUPS = [
  { zoom: '150 %', width: 360, height: 400 },
  { zoom: '150 % with a scroll bar', width: 345, height: 400 },
  { zoom: '200 %', width: 360, height: 300 },
];

/** A page of 1280 by 900 at a zoom of 200 %, and a window as narrow as a phone. */
const PAGES = [
  { zoom: '200 %', width: 640, height: 450 },
  { zoom: 'narrow', width: 320, height: 480 },
];

const FONTS: Readonly<Record<string, FontSizes>> = {
  default: FONT_SIZES,
  'smallest 20 px': { ...FONT_SIZES, smallest: 20 },
  'usual 24 px': { ...FONT_SIZES, usual: 24 },
};

/** The least width that hints have for their text in a window of 1280 pixels, in `em`. */
const MIN_HINT_EMS = 15;

const LONG = {
  username: 'a-rather-long-username-of-a-large-organisation',
  email: 'somebody.with.a.long.name@department.example.com',
};

export const largeText = suite('large text', ['chromium'], (test) => {
  test('leaves every page usable', usableInLargeText);
});

/**
 * Checks the layout of every page in these sizes of text, by their names in {@link FONTS}, and each size of window. `t`
 * translates to the browser's language.
 */
export async function usableInLargeText(
  environment: TestEnvironment,
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  t: Translate = tEnglish,
  fonts: readonly string[] = Object.keys(FONTS),
): Promise<void> {
  const { browser } = environment;
  onTestFinished(() => browser.setFontSizes(FONT_SIZES));
  const { popup } = await openWithNewSession(environment);
  const state = await until('the stored account', async () => {
    return (await browser.storage()).local.account as AccountState & { phase: 'signed_in' };
  });
  const problem = { kind: 'unreachable', at: Date.now(), retryAt: null } as const;
  const states: [text: string, account: AccountState][] = [
    [t('updatedNow'), state],
    [t('titleUnreachable'), { ...state, problem }],
    [t('titleSignedOut'), { phase: 'signed_out', signInError: null, problem: null }],
  ];
  const long = { ...state, account: { ...state.account, ...LONG }, problem };
  for (const font of fonts) {
    const sizes = FONTS[font] ?? FONT_SIZES;
    await browser.setFontSizes(sizes);
    const withDefault: typeof states = sizes === FONT_SIZES ? [[LONG.email, long]] : [];
    for (const [text, account] of [...states, ...withDefault]) {
      await browser.store({ account });
      await popup.waitForText(text);
      for (const { zoom, width, height } of POPUPS) {
        await popup.resize(width, height);
        await expectUsable(popup, `popup, ${text}, ${zoom}, font ${font}`);
      }
    }
    await browser.store({ account: state });
    await storeFurtherAccounts(environment, NINE_ACCOUNTS);
    await popup.click('button', t('actionAccounts'));
    await popup.waitForText(t('accountsFull', '10'));
    for (const { zoom, width, height } of POPUPS) {
      await popup.resize(width, height);
      await expectUsable(popup, `account menu, ${zoom}, font ${font}`);
    }
    await popup.page.keyboard.press('Escape');
    await storeFurtherAccounts(environment, []);
    for (const [path, button] of [
      ['/options.html', t('actionSave')],
      ['/welcome.html', t('actionChangeAddress')],
    ] as const) {
      const page = await browser.openExtensionPage(path);
      await page.waitFor('button', button);
      for (const { zoom, width, height } of PAGES) {
        await page.resize(width, height);
        await expectUsable(page, `${path}, ${zoom}, font ${font}`);
      }
      await page.close();
    }
    await storeFurtherAccounts(environment, NINE_ACCOUNTS);
    const options = await browser.openOptionsPage();
    await options.waitFor('button', t('actionRemoveAccount'));
    for (const { zoom, width, height } of PAGES) {
      await options.resize(width, height);
      await expectUsable(options, `ten accounts, ${zoom}, font ${font}`);
    }
    await options.close();
    await storeFurtherAccounts(environment, []);
  }
  await browser.setFontSizes({ ...FONT_SIZES, usual: 32 });
  const options = await browser.openOptionsPage();
  await options.waitFor('button', t('actionSave'));
  await options.resize(1280, 900);
  const narrow = await options.evaluate((ems) => {
    const hints = [...document.querySelectorAll<HTMLElement>('main .option .hint:not(:empty)')];
    return hints
      .filter((hint) => hint.clientWidth < ems * Number.parseFloat(getComputedStyle(hint).fontSize))
      .map(({ id }) => id);
  }, MIN_HINT_EMS);
  expect(narrow).toEqual([]);
  await options.close();
}
