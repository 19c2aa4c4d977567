import { expect } from 'vitest';
import type { View } from '../../support/browsers/view.ts';
import type { Account } from '../../support/fake-platform/platform.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import { until } from '../../support/waiting/until.ts';
import { openWithNewSession, suite } from '../suite.ts';

/** What is seen of the balance after one change of the page. */
interface Step {
  /** What screen readers and the clipboard get. */
  text: string | null | undefined;
  step: string | null | undefined;
  isStepSeen: boolean;
  isTextSeen: boolean;
  isHiddenFromScreenReaders: boolean;
  places: string;
}

export const popupMotion = suite('motion in the popup', ['chromium'], (test) => {
  test('counts the balance where motion is allowed, and moves nothing', async (env) => {
    const { account, popup } = await openWithNewSession(env);
    const moving = await creditAccount(popup, account);
    const counting = moving.filter(({ step }) => step);
    expect(counting.length).toBeGreaterThan(0);
    for (const { text, step, ...seen } of counting) {
      expect(text).toBe('770.00');
      expect(step).toMatch(/^7[56]\d\.\d\d$/);
      expect(seen).toMatchObject({
        isStepSeen: true,
        isTextSeen: false,
        isHiddenFromScreenReaders: true,
      });
    }
    expect(new Set(moving.map(({ places }) => places)).size).toBe(1);

    await popup.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    const still = await creditAccount(popup, account);
    expect(still.length).toBeGreaterThan(0);
    for (const seen of still) expect(seen).toMatchObject({ isStepSeen: false, isTextSeen: true });
    await popup.page.emulateMediaFeatures([]);
  });

  test('shows and hides a credit without moving anything', async (env) => {
    const { popup } = await openWithNewSession(env);
    const places = () => popup.evaluate(placesInPopup);
    const before = await places();
    const now = Date.now();
    const credit = { text: '+20.00', at: now };
    await env.browser.store({ topUp: { openedAt: now, tabId: null, before: 730, credit } });
    await popup.waitForText(credit.text);
    expect(await places()).toEqual(before);
    await env.browser.store({ topUp: null });
    await until('the credit to go', async () => !(await popup.text()).includes(credit.text));
    expect(await places()).toEqual(before);
  });

  test('puts the account in the place of its skeleton, also in large text', async (env) => {
    const { popup } = await openWithNewSession(env);
    const { account } = (await env.browser.storage()).local;
    for (const size of ['100%', '200%']) {
      await popup.evaluate((wanted) => {
        document.documentElement.style.fontSize = wanted;
      }, size);
      await env.browser.store({ account: { phase: 'unknown', problem: null } });
      await popup.waitForText(t('loading'));
      const skeleton = await popup.evaluate(placesInPopup);
      await env.browser.store({ account });
      await popup.waitFor('button', t('actionTopUp'));
      expect(await popup.evaluate(placesInPopup), size).toEqual(skeleton);
    }
  });
});

/** Adds 20.00 to the balance, refreshes, and returns what was seen until the new balance was in sight. */
async function creditAccount(popup: View, account: Account): Promise<Step[]> {
  await popup.evaluate(recordSteps);
  account.credit(20_000);
  await until(account.balanceFormatted, async () => {
    await popup.click('button', t('actionRefresh'));
    const shown = () => document.getElementById('balance')?.textContent;
    return (await popup.evaluate(shown)) === account.balanceFormatted;
  });
  return await popup.evaluate(() => (globalThis as unknown as { steps: Step[] }).steps);
}

/** Runs in the page. Records a step after each change of the balance. */
function recordSteps(): void {
  const steps: Step[] = [];
  Object.assign(globalThis, { steps });
  const boxOf = (selector: string) => {
    const { x, y, height } =
      document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
    return [x, y, height].join();
  };
  new MutationObserver(() => {
    const text = document.querySelector('#balance > :first-child');
    const step = document.querySelector('#balance > .count');
    steps.push({
      text: text?.textContent,
      step: step?.textContent,
      isStepSeen: step !== null && getComputedStyle(step).visibility === 'visible',
      isTextSeen: text !== null && getComputedStyle(text).opacity === '1',
      isHiddenFromScreenReaders: step?.ariaHidden === 'true',
      places: ['#balance', '.forecast', '.facts', '.buttons'].map(boxOf).join(' '),
    });
  }).observe(document.getElementById('balance') as Node, {
    childList: true,
    characterData: true,
    subtree: true,
  });
}

/** The boxes of the card, of what is in it, and of the buttons, from the top of the card. Runs in the page. */
function placesInPopup(): string[] {
  const top = document.querySelector('.card')?.getBoundingClientRect().top ?? 0;
  const parts = ['.card', '.headline', '.balance', '.forecast', '.facts', '.buttons > *'];
  return parts.flatMap((part) =>
    [...document.querySelectorAll(part)].map((element) => {
      const { x, y, height } = element.getBoundingClientRect();
      return `${part}: ${[x, y - top, height].map(Math.round).join()}`;
    }),
  );
}
