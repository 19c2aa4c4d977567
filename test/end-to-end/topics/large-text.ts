import { onTestFinished, test } from 'vitest';
import { FONT_SIZES, type FontSizes } from '../../support/browsers/browser-under-test.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { openWithSession, someone } from '../../support/person/person.ts';
import { type Say, sayEnglish } from '../../support/person/words.ts';
import { until } from '../../support/waiting/until.ts';
import { expectUsable } from '../layout.ts';
import { topic } from '../topic.ts';

/** CSS pixels. Chrome limits a popup to 800 by 600: 400 by 300 at a zoom of 200 %, less beside a scroll bar. */
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
  'as usual': FONT_SIZES,
  'smallest 20 px': { ...FONT_SIZES, smallest: 20 },
  'usual 24 px': { ...FONT_SIZES, usual: 24 },
};

const LONG = {
  username: 'a-rather-long-username-of-a-large-organisation',
  email: 'somebody.with.a.long.name@department.example.com',
};

export const largeText = topic('large text', (theWorld) => {
  test('leaves every page usable', () => usableInLargeText(theWorld()));
});

/** Looks at the pages in every size of text and window, in the language of `say`. */
export async function usableInLargeText(
  world: TestEnvironment,
  say: Say = sayEnglish,
): Promise<void> {
  const { browser } = world;
  onTestFinished(() => browser.setFontSizes(FONT_SIZES));
  const popup = await openWithSession(world, someone(world));
  const state = await until('the account', async () => {
    return (await browser.storage()).local.account as { account: { as_of: number } };
  });
  const { account } = state;
  const problem = { kind: 'unreachable', at: Date.now(), retryAt: null };
  const long = { ...state, account: { ...account, ...LONG }, problem };
  const states = [
    { words: say('updatedNow'), account: state },
    { words: say('titleUnreachable'), account: { ...state, problem } },
    {
      words: say('titleSignedOut'),
      account: { phase: 'signed_out', signInError: null, problem: null },
    },
  ];
  for (const [font, sizes] of Object.entries(FONTS)) {
    await browser.setFontSizes(sizes);
    for (const { words, account } of sizes === FONT_SIZES
      ? [...states, { words: LONG.email, account: long }]
      : states) {
      await browser.store({ account });
      await popup.waitForText(words);
      for (const { zoom, width, height } of POPUPS) {
        await popup.resize(width, height);
        await expectUsable(popup, `popup, ${words}, ${zoom}, font ${font}`);
      }
    }
    for (const path of ['/options.html', '/welcome.html']) {
      const page = await browser.openExtensionPage(path);
      await page.waitFor('button', say('actionSave'));
      for (const { zoom, width, height } of PAGES) {
        await page.resize(width, height);
        await expectUsable(page, `${path}, ${zoom}, font ${font}`);
      }
      await page.close();
    }
  }
}
