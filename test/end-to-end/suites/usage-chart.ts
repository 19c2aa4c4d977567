import { expect } from 'vitest';
import type { View } from '../../support/browsers/view.ts';
import { monthOfSamples } from '../../support/extension/month-of-history.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import { until } from '../../support/waiting/until.ts';
import { expectAccessible } from '../axe.ts';
import { expectUsable } from '../layout.ts';
import { storedHistory } from '../stored-account.ts';
import { openWithNewSession, suite } from '../suite.ts';

export const usageChart = suite('the usage chart', ['chromium'], (test) => {
  test('shows the day that the pointer or the keys choose', async (env) => {
    const { popup } = await openWithNewSession(env);
    const { owner } = await storedHistory(env);
    const samples = monthOfSamples(750, 250_000, Date.now());
    await env.browser.store({ history: { owner, samples } });
    await popup.waitFor('button', '30 days');
    await popup.waitForText(/Used today: \d/);

    await popup.page.focus('[role="slider"]');
    await popup.page.keyboard.press('ArrowLeft');
    await popup.waitForText(/\w+, \w+ \d+: used \d/);
    expect(await sliderOf(popup)).toMatchObject({ now: '6', max: '7' });
    await popup.page.keyboard.press('Home');
    await until('the first day', async () => (await sliderOf(popup)).now === '1');
    const { text } = await sliderOf(popup);
    expect(text).toMatch(/: used \d.*, Balance: \d/);
    await popup.page.keyboard.press('End');
    await popup.waitForText(/Used today: \d/);

    await popup.page.bringToFront();
    const { x, y, width } = await popup.evaluate(() => {
      const box = document.querySelector('[role="slider"]')?.getBoundingClientRect();
      return { x: box?.x ?? 0, y: (box?.y ?? 0) + 10, width: box?.width ?? 0 };
    });
    await popup.page.mouse.move(x + width * 0.5, y);
    await until('the day in the middle', async () => (await sliderOf(popup)).now === '4');
    await popup.page.mouse.move(x, 1);
    await popup.waitForText(/Used today: \d/);

    await popup.click('button', '30 days');
    await popup.click('button', t('actionBalanceLine'));
    await popup.waitForText(/Balance line \(scale 0\.00 to \d/);
    expect(await sliderOf(popup)).toMatchObject({ max: '30' });
    await popup.click('button', t('actionHideBalance'));
    await popup.waitForText(t('historyHidden'));
    expect(await popup.text()).not.toMatch(/Used today|days left|Highest/);
  });
});

/** The history is read after the first paint. */
export const reservedPlaces = suite('the places of forecast and chart', ['chromium'], (test) => {
  test('are reserved until the history is read', async (env) => {
    const { popup } = await openWithNewSession(env);
    const { owner } = await storedHistory(env);
    const samples = monthOfSamples(750, 250_000, Date.now());
    await env.browser.store({ history: { owner, samples } });
    await popup.page.evaluateOnNewDocument(recordFirstLayout);
    await popup.reload();
    await popup.waitForText(t('actionBalanceLine'));
    const { first, last, shifts } = await popup.evaluate(() => {
      const { layoutOf, firstLayout, shifts } = globalThis as unknown as RecordedLayout;
      return { first: firstLayout, last: layoutOf(), shifts };
    });
    expect(shifts).toEqual([]);
    expect(first).toMatchObject({ hasChart: false, height: expect.closeTo(last.height, -1) });
    expect(last).toMatchObject({ hasChart: true, buttons: first?.buttons });
  });
});

interface Layout {
  hasChart: boolean;
  height: number;
  /** The distance of each action from the top, in CSS pixels. */
  buttons: number[];
}

interface RecordedLayout {
  layoutOf: () => Layout;
  firstLayout: Layout | undefined;
  /** The elements that have moved. */
  shifts: string[];
}

/** Runs in the page. Records the layout with which the balance appears. */
function recordFirstLayout(): void {
  const layoutOf = (): Layout => ({
    hasChart: document.querySelector('.usage-chart') !== null,
    height: document.getElementById('root')?.getBoundingClientRect().height ?? 0,
    buttons: [...document.querySelectorAll('.buttons button')].map(
      (button) => button.getBoundingClientRect().y,
    ),
  });
  const shifts: string[] = [];
  Object.assign(globalThis, { layoutOf, shifts });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { sources } = entry as unknown as { sources: { node?: Element }[] };
      shifts.push(...sources.map(({ node }) => node?.className || String(node?.nodeName)));
    }
  }).observe({ type: 'layout-shift', buffered: true });
  new MutationObserver((_, observer) => {
    if (!document.getElementById('balance')) return;
    observer.disconnect();
    Object.assign(globalThis, { firstLayout: layoutOf() });
  }).observe(document, { childList: true, subtree: true });
}

/** Runs in one browser, because the popup is the same in the other. */
export const usageChartAccessibility = suite('the usage chart', ['chromium'], (test) => {
  test('is accessible with days that were not seen', async (env) => {
    const { popup } = await openWithNewSession(env);
    const { owner } = await storedHistory(env);
    const samples = monthOfSamples(750, 250_000, Date.now()).slice(-60);
    const history = { owner, samples: samples.toSpliced(20, 15) };
    await env.browser.store({ history });
    await popup.click('button', '30 days');
    await popup.click('button', t('actionBalanceLine'));
    await popup.waitForText(t('chartUnseen'));
    await expectAccessible(popup, t('chartSpread'));
    for (const height of [300, 400, 600]) {
      await popup.resize(360, height);
      await expectUsable(popup, `a chart in ${height} px`);
    }
  });
});

async function sliderOf(popup: View) {
  return await popup.evaluate(() => {
    const slider = document.querySelector('[role="slider"]');
    return {
      now: slider?.ariaValueNow,
      max: slider?.ariaValueMax,
      text: slider?.ariaValueText,
    };
  });
}
