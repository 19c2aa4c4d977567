import { createElement } from 'react';
import { beforeEach, describe, expect, test } from 'vitest';
import type { History } from '../../../extension/domain/usage/history.ts';
import { historyBeside } from '../../../extension/domain/usage/history-beside.ts';
import { usageChart } from '../../../extension/domain/usage/usage-chart.ts';
import {
  balancePath,
  barsOf,
  creditsPath,
  HEIGHT,
  indexAfterKey,
} from '../../../extension/entrypoints/popup/chart-shapes.ts';
import { LazyUsagePanel } from '../../../extension/entrypoints/popup/LazyUsagePanel.tsx';
import { UsagePanel } from '../../../extension/entrypoints/popup/UsagePanel.tsx';
import { resetBrowser } from '../../support/extension/browser.ts';
import { account, NOON, seen } from '../domain/usage-samples.ts';
import { BROKEN_TEXT, rendered } from './rendered.ts';

/** A balance at noon, from three days ago to today. */
const FOUR_DAYS = '72 100.00 0; 48 90.00 1000; 24 88.00 1200; 0 87.00 1300';

const LONG = `240 200.00 0; ${FOUR_DAYS}`;

const BETWEEN = '84 100.00 0; 82 90.00 1000; 10 54.00 4600';

const panel = (history: History | null) =>
  rendered(createElement(UsagePanel, { history, now: NOON }));

function drawn(text: string) {
  const chart = usageChart(seen(text), 7, NOON);
  if (chart.kind !== 'drawn') throw new Error(chart.kind);
  return chart;
}

beforeEach(() => resetBrowser());

describe('the usage panel', () => {
  test.each([
    [
      'en',
      'Used today: 0.50',
      'Balance: 87.00',
      'Highest: 6.00 (Thu, Mar 12)',
      'Average: 3.75 a day',
    ],
    ['zh_CN', '今日已用：0.50', '余额：87.00', '最高：6.00（3 月 12 日周四）', '平均每天：3.75'],
  ] as const)('shows today, the highest and the average usage: %s', (language, ...texts) => {
    resetBrowser(language);
    const { text, buttons } = panel(seen(FOUR_DAYS));
    for (const part of texts) expect(text).toContain(part);
    expect(text).not.toMatch(BROKEN_TEXT);
    expect(buttons).toHaveLength(1);
  });

  test('offers the periods that differ', () => {
    expect(panel(seen(LONG)).buttons).toEqual(['Balance line', '7 days', '30 days']);
    expect(panel(seen(FOUR_DAYS)).buttons).toEqual(['Balance line']);
  });

  test.each([
    ['nothing was seen', null, 'Used lately The chart starts on March 15.'],
    [
      'today alone was seen',
      seen('1 5.00 0; 0 4.00 100'),
      'Used since 11:00: 1.00 The chart starts on',
    ],
    ['nothing was used yet', seen('1 5.00 0; 0 5.00 0'), 'Counted since 11:00 The chart starts on'],
    ['no number is known', seen('30 Unlimited; 1 Unlimited'), 'there is no chart'],
  ])('says why there is no chart: %s', (_, history, expected) => {
    const { text, buttons, html } = panel(history);
    expect(text).toContain(expected);
    expect(text).not.toMatch(BROKEN_TEXT);
    expect(buttons).toEqual([]);
    expect(html).not.toContain('slider');
  });

  test('has a slider that says what happened on the day, and a table', () => {
    const { html } = panel(seen(FOUR_DAYS));
    expect(html).toContain('aria-valuenow="7"');
    expect(html).toContain('aria-valuetext="Sat, Mar 14, Used today: 0.50, Balance: 87.00"');
    expect(html).toContain('<td>6.00</td><td>90.00</td>');
    expect(html).toContain('<td>–</td><td>–</td>');
  });

  test('marks estimates and days that were not seen', () => {
    const { text, html } = panel(seen(BETWEEN));
    expect(text).toContain('Not seen');
    expect(text).toContain('≈ Estimated');
    expect(html).toContain('<td>≈ 12.00</td>');
    expect(panel(seen(FOUR_DAYS)).text).not.toContain('Estimated');
  });

  test('shows no figure while amounts are hidden', () => {
    const { text, html, buttons } = rendered(
      createElement(LazyUsagePanel, { history: seen(LONG), hidden: true, now: NOON }),
    );
    expect(text).toBe('Used lately Hidden together with the balance.');
    expect(html).not.toMatch(/87|0\.50/);
    expect(buttons).toEqual([]);
  });
});

describe('the shapes of the chart', () => {
  test('are told apart by form', () => {
    const classes = (text: string) => barsOf(drawn(text).days).map(({ className }) => className);
    expect(classes(BETWEEN).slice(-4)).toEqual(['used', 'spread', 'spread', 'used']);
    expect(classes(BETWEEN)[0]).toBe('unseen');
    expect(classes('72 9.00 0; 48 8.00 100; 0 8.00 100').at(-1)).toBe('unused');
  });

  test('stay inside, and the highest bar leaves space for the marks', () => {
    const bars = barsOf(drawn(FOUR_DAYS).days);
    for (const { x, y, width, height } of bars) {
      expect(y + height).toBeCloseTo(HEIGHT);
      expect(x + width).toBeLessThan(bars.length);
    }
    expect(Math.min(...bars.map(({ y }) => y))).toBe(20);
  });

  test('have a plus for each day with a credit', () => {
    const { days } = drawn('72 10.00 0; 48 30.00 0; 0 29.00 100');
    expect(creditsPath(days).match(/M/g)).toHaveLength(2);
    expect(creditsPath(drawn(FOUR_DAYS).days)).toBe('');
  });

  test('have a balance that falls from left to right in steps', () => {
    const path = balancePath(drawn(FOUR_DAYS), NOON);
    expect(path).toMatch(/^M3\.5 20(H[\d.]+V[\d.]+){3}H6\.5$/);
  });

  test('have a balance on a scale from zero, or from the lowest if that is negative', () => {
    expect(balancePath(drawn('48 100.00 0; 24 50.00 500; 0 0.00 1000'), NOON)).toMatch(
      /^M4\.5 20H5\.5V60H6\.5V100H/,
    );
    expect(balancePath(drawn('48 60.00 0; 24 20.00 400; 0 -20.00 800'), NOON)).toMatch(
      /^M4\.5 20H5\.5V60H6\.5V100H/,
    );
    expect(balancePath(drawn('24 0.00 0; 0 0.00 0'), NOON)).toBe('M5.5 100H6.5V100H6.5');
  });

  test('have no balance where it is no number', () => {
    const samples = '72 10.00 0; 48 x 100; 24 10.00 200; 0 Unlimited 300';
    expect(balancePath(drawn(samples), NOON)).toBe('M3.5 20H4.5M5.5 20H6.5');
    expect(balancePath(drawn('48 x 0; 24 x 100; 0 x 200'), NOON)).toBe('');
  });

  test('end with the balance of the account', () => {
    const history = seen(FOUR_DAYS);
    const beside = (text: string) => historyBeside(account(NOON, text), history);
    expect(beside('87.00')).toBe(history);
    expect(panel(beside('-12.40')).text).toContain('Used today: 0.50 Balance: -12.40');
    expect(panel(beside('Unlimited')).text).not.toContain('Balance: 87.00');
  });

  test('leave out balances that have been rounded', () => {
    const { text, html, buttons } = panel(
      seen('48 12345678901234567890.12 0; 0 9007199254740993 9'),
    );
    expect(text).toContain('Used today');
    expect(html).not.toMatch(/Balance:|12,345,678,901|9,007,199/u);
    expect(buttons).not.toContain('Balance line');
    const exact = panel(seen('48 9007199254740990.00 0; 0 9007199254740980.00 9'));
    expect(exact.text).toContain('Balance: 9,007,199,254,740,980.00');
    expect(exact.buttons).toContain('Balance line');
  });
});

test.each([
  ['ArrowLeft', 3, 2],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 3, 2],
  ['ArrowRight', 3, 4],
  ['ArrowUp', 6, 6],
  ['Home', 3, 0],
  ['End', 3, 6],
  ['Enter', 3, null],
])('%s leads from day %s to %s', (key, from, to) => {
  expect(indexAfterKey(key, from, 7)).toBe(to);
});
