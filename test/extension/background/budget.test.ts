import { beforeEach, describe, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Budget } from '../../../extension/domain/budget.ts';
import type { Preferences } from '../../../extension/domain/preferences.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { MINUTE } from '../../support/extension/fixtures.ts';
import { recordNotifications, shownNotifications } from '../../support/extension/notifications.ts';
import { budgetAlertItem } from '../../support/extension/stored-items.ts';

const DAY = 24 * 60 * MINUTE;

let notifications: string[];

setUpEnvironment();

beforeEach(async () => {
  env.permissions.granted.add('notifications');
  notifications = recordNotifications();
  await set({ budget: { amount: 10, period: 'day' }, budgetNotification: true })();
  await used(0);
});

const set = (changes: Partial<Preferences>) => () => env.run({ type: 'set_preferences', changes });

/** Refreshes once the platform has counted this amount since the beginning. */
const used = (amount: number) =>
  env.fetchAccount({
    balance_formatted: (750 - amount).toFixed(2),
    used_quota: 250_000 + amount * 1_000,
    as_of: env.now / 1000,
  });

/** An amount that is used at the next refresh, or something that happens in between. */
type Step = number | (() => unknown);

async function run(...steps: Step[]): Promise<void> {
  for (const step of steps) await (typeof step === 'number' ? used(step) : step());
}

const wanted = set({ budgetNotification: true });
const unwanted = set({ budgetNotification: false });
const budget = (amount: number, period: Budget['period'] = 'day') =>
  set({ budget: { amount, period } });
const allow = () => env.permissions.granted.add('notifications');
const forbid = () => env.permissions.granted.delete('notifications');
const nextDay = () => {
  env.now += DAY;
};

const usedUp = (balance: string, period = 'today') =>
  `Balance Companion: Your budget for ${period} is used up. Balance: ${balance}`;

test.each<[string, Step[], string[]]>([
  ['once in its period', [9.99, 10, 11, () => env.restart(), 12], [usedUp('740.00')]],
  ['again in the next one', [10, nextDay, 11, 20, 21], [usedUp('740.00'), usedUp('729.00')]],
  ['again once it is raised', [10, budget(20), 15, 20], [usedUp('740.00'), usedUp('730.00')]],
  ['not again because it was lowered', [10, budget(5), 11], [usedUp('740.00')]],
  ['of a week', [budget(10, 'week'), 4, nextDay, 9, nextDay, 12], [usedUp('738.00', 'this week')]],
  ['of a month', [budget(10, 'month'), 12], [usedUp('738.00', 'this month')]],
  ['not before it is wanted', [unwanted, 10, wanted, 11], [usedUp('739.00')]],
  ['not before it is allowed', [forbid, 10, allow, 11], [usedUp('739.00')]],
  ['not if there is none', [set({ budget: null }), 100], []],
])('notifies of a used up budget %s', async (_, steps, expected) => {
  await run(...steps);
  expect(notifications).toEqual(expected);
});

test('the notification does not show a balance that is hidden', async () => {
  await run(set({ hidden: true }), 10);
  expect(notifications).toEqual(['Balance Companion: Your budget for today is used up.']);
});

test('nothing is notified while the used amount is unknown', async () => {
  await env.fetchAccount({ balance_formatted: 'Unlimited', used_quota: 900_000 });
  expect(notifications).toEqual([]);
});

test.each<[string, Step[], isAlertKept: boolean]>([
  ['a new period has begun', [nextDay, 11], true],
  ['the budget is raised', [budget(20), 11], true],
  ['the budget is removed', [set({ budget: null }), 11], true],
  ['balances are hidden', [set({ hidden: true })], true],
  ['the user signs out', [() => env.run('sign_out')], false],
])('the notification is removed once %s', async (_, steps, isAlertKept) => {
  await run(10);
  expect(shownNotifications()).toEqual(['budget']);
  await run(...steps);
  expect(shownNotifications()).toEqual([]);
  expect((await budgetAlertItem.get()) !== null).toBe(isAlertKept);
});

describe('the badge', () => {
  const badge = async () => ({
    text: await fakeBrowser.action.getBadgeText({}),
    title: await fakeBrowser.action.getTitle({}),
  });

  test('shows the budget instead of the balance if that is wanted', async () => {
    await run(4.56);
    expect((await badge()).text).toBe('745');
    await run(set({ budgetBadge: true }));
    expect((await badge()).text).toBe('45%');
    expect((await badge()).title).toContain('\n745.44 (as of ');
    expect((await badge()).title).toContain('\nBudget today: 45% used');
    await run(10);
    expect((await badge()).text).toBe('100%');
    await run(nextDay, 200);
    expect((await badge()).text).toBe('≥10×');
  });

  test.each<[string, Step[], string]>([
    ['the balance without a budget', [set({ budget: null })], '745'],
    [
      'the balance while the history is deleted',
      [() => env.run({ type: 'delete_history' })],
      '745',
    ],
    ['nothing of a hidden budget', [set({ hidden: true })], '•'],
  ])('shows %s', async (_, steps, text) => {
    await run(set({ budgetBadge: true }), 4.5, ...steps);
    expect((await badge()).text).toBe(text);
    expect((await badge()).title).not.toContain('Budget');
  });
});
