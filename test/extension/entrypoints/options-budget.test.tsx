import { beforeEach, describe, expect, test } from 'vitest';
import { listen } from '../../../extension/background/listeners.ts';
import { FIRST_ID } from '../../../extension/domain/account-list.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../../extension/domain/preferences.ts';
import {
  BudgetPanel,
  saveTypedBudget,
} from '../../../extension/entrypoints/options/BudgetPanel.tsx';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { signedIn, signedOut, storedAccount } from '../../support/extension/states.ts';
import { preferencesItem } from '../../support/extension/stored-items.ts';
import { BROKEN_TEXT, rendered } from './rendered.ts';

setUpEnvironment();

const WEEK = { amount: 12.5, period: 'week' } as const;

function panel(preferences: Partial<Preferences> = {}, state = signedIn(), mayNotify = true) {
  const account = storedAccount(state, preferences);
  return rendered(<BudgetPanel account={account} mayNotify={mayNotify} />);
}

describe('the panel of the budget', () => {
  test.each([
    ['en', 'Use at most', 'Period', ['Day', 'Week', 'Month']],
    ['zh_CN', '最多使用', '周期', ['每天', '每周', '每月']],
  ] as const)('has labelled fields: %s', (language, amount, period, choices) => {
    resetBrowser(language);
    const { html, all, text, ids } = panel({ budget: WEEK });
    expect(html).toContain(`<label for="budget">${amount}</label>`);
    expect(html).toContain('value="12.5"');
    expect(html).toContain(`<label for="budget-period">${period}</label>`);
    expect(all(/<option[^>]*>([^<]*)/gu)).toEqual(choices);
    expect(html).toContain(`<option value="week" selected="">${choices[1]}</option>`);
    expect(new Set(ids).size).toBe(ids.length);
    expect(text).not.toMatch(BROKEN_TEXT);
  });

  test('is off until it is set', () => {
    const { html } = panel();
    expect(html).toMatch(/<input[^>]* id="budget"[^>]* value=""/u);
    expect(html).not.toContain('aria-checked="true"');
  });

  test('shows where the budget appears, without the permission not in notifications', () => {
    const chosen = { budgetBadge: true, budgetNotification: true };
    const switches = (mayNotify: boolean) =>
      panel(chosen, signedIn(), mayNotify).all(/aria-checked="(\w+)"/gu);
    expect(switches(true)).toEqual(['true', 'true']);
    expect(switches(false)).toEqual(['true', 'false']);
  });

  test('appears on the badge only while there is one', () => {
    const { html, text } = panel({ badge: false, budgetBadge: true });
    expect(html.match(/<button[^>]* disabled=""[^>]*>/gu)?.join()).toContain(' id="budgetBadge"');
    expect(text).toContain('Nothing is shown there while “Badge on the toolbar button” is off.');
    expect(panel().html).not.toContain('disabled');
  });

  test('names the unit unless that is hidden, and says if no budget is possible', () => {
    expect(panel().text).toContain('Your platform writes your balance as 750.00');
    expect(panel({ hidden: true }).html).not.toContain('750');
    const unlimited = signedIn({ balance_formatted: 'Unlimited' });
    expect(panel({ hidden: true }, unlimited).text).toContain('No number can be read');
    expect(panel({}, signedOut()).text).toContain('the unit in which your platform writes');
  });
});

describe('a typed budget', () => {
  beforeEach(() => listen(env.background));

  test.each([
    ['10', { amount: 10, period: 'day' }, 'Saved'],
    ['1234,5', { amount: 1234.5, period: 'day' }, 'Saved'],
    ['', null, 'Saved: no budget'],
  ])('%j is saved', async (typed, budget, text) => {
    await preferencesItem.set({ ...DEFAULT_PREFERENCES, budget: WEEK });
    expect(await saveTypedBudget(FIRST_ID, typed, 'day')).toEqual({ kind: 'confirmed', text });
    expect((await preferencesItem.get()).budget).toEqual(budget);
  });

  test.each(['ten', '-5', '0', '1,234'])('%j is refused and changes nothing', async (typed) => {
    await preferencesItem.set({ ...DEFAULT_PREFERENCES, budget: WEEK });
    const refused = { kind: 'problem', message: { title: 'thresholdWrong' } };
    expect(await saveTypedBudget(FIRST_ID, typed, 'day')).toMatchObject(refused);
    expect((await preferencesItem.get()).budget).toEqual(WEEK);
  });
});
