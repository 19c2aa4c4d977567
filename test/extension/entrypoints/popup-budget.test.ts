import { createElement } from 'react';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Budget } from '../../../extension/domain/budget.ts';
import type { History } from '../../../extension/domain/usage/history.ts';
import { BudgetLine } from '../../../extension/entrypoints/popup/BudgetLine.tsx';
import { resetBrowser } from '../../support/extension/browser.ts';
import { account } from '../../support/extension/fixtures.ts';
import { sessionEnded, signedIn, storedAccount } from '../../support/extension/states.ts';
import { NOON, seen } from '../domain/usage-samples.ts';
import { BROKEN_TEXT, type PopupOptions, popup, rendered } from './rendered.ts';

/** Three were used today until noon; the account has been seen for weeks. */
const counted = seen('500 $60.00; 20 $53.00; 2 $51.00; 0 $50.00');

function line(budget: Budget, history: History | null | undefined = counted) {
  const seenAccount = account({ id: 1, balance_formatted: '$50.00' });
  return rendered(createElement(BudgetLine, { budget, account: seenAccount, history, now: NOON }));
}

const bar = (html: string) =>
  /<b class="(\w+)" style="width:(\d+)%"><\/b><i style="inset-inline-start:([\d.]+)%"/u
    .exec(html)
    ?.slice(1);

beforeEach(() => resetBrowser());

describe('the budget in the popup', () => {
  test.each([
    ['en', 'Budget', 'Budget: $2.12 of $10.00', '50% of today gone'],
    ['zh_CN', '预算', '预算：已用 $2.12，共 $10.00', '今天已过 50%'],
  ] as const)('shows what is used and how much time is gone: %s', (language, name, ...texts) => {
    resetBrowser(language);
    const { html, text } = line({ amount: 10, period: 'day' });
    expect(html).toContain(`<section class="budget" aria-label="${name}">`);
    expect(text).toBe(texts.join(' '));
    expect(text.replaceAll('$', '')).not.toMatch(BROKEN_TEXT);
    expect(bar(html)).toEqual(['calm', '21', '50']);
  });

  test.each([
    [10, 'calm', '50% of today gone'],
    [4, 'warning', 'Too fast · 50% of today gone'],
    [2, 'used_up', 'Used up · $0.12 over'],
  ])('tells a budget of %d by words and its bar: %s', (amount, level, text) => {
    const shown = line({ amount, period: 'day' });
    expect(shown.text).toContain(text);
    expect(bar(shown.html)?.[0]).toBe(level);
  });

  test.each([
    ['$50.00', 2.5, '$2.50'],
    ['$50.00', 2.505, '2.505'],
    ['$50', 2.5, '2.5'],
  ])('shows its amount beside %s as it was set: %d', (balance, amount, shown) => {
    const history = seen(`500 ${balance}; 0 ${balance}`);
    const seenAccount = account({ id: 1, balance_formatted: balance });
    const budget = { amount, period: 'day' } as const;
    const { text } = rendered(
      createElement(BudgetLine, { budget, account: seenAccount, history, now: NOON }),
    );
    expect(text).toContain(` of ${shown} 50%`);
  });

  test('has a bar that is full, not longer, beyond the budget', () => {
    expect(bar(line({ amount: 1, period: 'day' }).html)?.[1]).toBe('100');
  });

  test('says what the figures are made of', () => {
    const titles = line({ amount: 10, period: 'week' }).all(/title="([^"]*)"/gu);
    expect(titles[0]).toMatch(/^\d+% of your budget, by the usage that the chart shows\.$/u);
    expect(titles[1]).toBe('From Mar 8 to Mar 14');
  });

  test('says since when usage is counted, if that is not the whole period', () => {
    const { html, text } = line({ amount: 100, period: 'month' }, seen('48 $53.00; 0 $50.00'));
    expect(text).toContain('≥ $3.00 of $100.00');
    expect(html).toContain('Counted since Mar 12, when this account was first seen.');
  });

  test('says only since when usage is counted while nothing was used', () => {
    const first = seen('1 $50.00; 0 $50.00');
    const today = line({ amount: 10, period: 'day' }, first).text;
    expect(today).toContain('Budget: $10.00, counted since 11:00');
    const month = line({ amount: 10, period: 'month' }, seen('48 $50.00; 0 $50.00')).text;
    expect(month).toContain('Budget: $10.00, counted since Mar 12');
    expect(today + month).not.toContain('0.00 of');
  });

  test('has nothing over where the budget is just used', () => {
    const history = seen('500 $55.00; 24 $55.00; 0 $50.00');
    expect(line({ amount: 2.5, period: 'day' }, history).text).toMatch(/Used up$/u);
  });

  test('says that what was used is unknown', () => {
    const { text, html } = line({ amount: 10, period: 'week' }, null);
    expect(text).toContain('what was used is not known in the unit of the balance');
    expect(bar(html)).toBeUndefined();
  });

  test('has its place before the history is read', () => {
    const before = line({ amount: 10, period: 'week' }, undefined);
    expect(before.html).toContain('<div class="budget-bar"');
    expect(before.text).not.toContain('not known');
  });

  test.each([
    ['it is set', signedIn(), {}, true],
    ['balances are hidden', signedIn(), { hidden: true }, false],
    ['the session has ended', sessionEnded, {}, false],
    ['there is a message', signedIn(), { threshold: 800 }, true],
    ['there is none', signedIn(), { budget: null }, false],
  ] as const)('is shown or not if %s', (_, state, options, isShown) => {
    const shown = popup(state, { budget: { amount: 10, period: 'day' }, ...options });
    expect(shown.html.includes('class="budget"')).toBe(isShown);
  });

  const other = storedAccount(sessionEnded, {}, { id: 1 });

  test.each([
    ['whole beside the budget', {}, true, ''],
    ['whole beside a message', { budget: null, threshold: 800 }, true, ''],
    ['smaller beside a message and the budget', { threshold: 800 }, true, 'small'],
    [
      'smaller beside two messages',
      { budget: null, threshold: 800, others: [other] },
      true,
      'small',
    ],
    ['missing beside two messages and the budget', { threshold: 800, others: [other] }, false, ''],
  ] as const)('leaves a chart that is %s', (_, options, hasChart, className) => {
    const parts = { budget: { amount: 10, period: 'day' }, ...options } as PopupOptions;
    const { html, text } = popup(signedIn(), parts);
    expect(text.includes('Used lately')).toBe(hasChart);
    expect(html.includes('<div class="small">')).toBe(className === 'small');
  });
});
