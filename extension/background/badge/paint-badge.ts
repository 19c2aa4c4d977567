import { browser } from '../../browser/browser.ts';
import { safely } from '../../browser/safely.ts';
import { accountName } from '../../domain/account-name.ts';
import { accountStatus } from '../../domain/account-status.ts';
import type { BudgetUse } from '../../domain/budget.ts';
import { toolbarIconPaths } from '../../domain/toolbar-icon.ts';
import { periodName } from '../../i18n/budget-texts.ts';
import { balanceTime, clockTime } from '../../i18n/format-time.ts';
import { language, t } from '../../i18n/t.ts';
import { readAccounts, type StoredAccount } from '../../storage/accounts.ts';
import { readBudgetUse } from '../read-budget-use.ts';
import { BADGE_COLOURS, type Badge, badgeOf } from './badge-content.ts';

/** Paints the toolbar button for the active account. `now` is Unix milliseconds. */
export async function paintBadge(now: number): Promise<void> {
  const { accounts, active } = await readAccounts();
  const uses = new Map<number, BudgetUse | null>();
  for (const account of accounts) {
    if (account.preferences.budgetBadge) uses.set(account.id, await readBudgetUse(account, now));
  }
  const badge = badgeFor(active, now, uses);
  await Promise.all([
    safely(() => browser.action.setBadgeText({ text: badge.text })),
    safely(() => browser.action.setBadgeBackgroundColor({ color: BADGE_COLOURS[badge.colour] })),
    safely(() => browser.action.setBadgeTextColor({ color: '#ffffff' })),
    safely(() => browser.action.setIcon({ path: toolbarIconPaths(badge.icon) })),
    safely(() => browser.action.setTitle({ title: tooltip(accounts, now, uses) })),
  ]);
}

/** The budgets that the badge shows, by the ids of their accounts. */
type Uses = ReadonlyMap<number, BudgetUse | null>;

function badgeFor({ id, state, preferences }: StoredAccount, now: number, uses: Uses): Badge {
  return badgeOf(accountStatus(state, preferences, now), preferences, uses.get(id));
}

/**
 * The product's name, and the balance with its time, the budget and the problem: a line each for the only account, one
 * line for each of several.
 */
export function tooltip(
  accounts: readonly StoredAccount[],
  now: number,
  uses: Uses = new Map(),
): string {
  const linesOf = (account: StoredAccount) => balanceLines(badgeFor(account, now, uses), now);
  const lines =
    accounts.length > 1
      ? accounts.map((account) => [accountName(account), ...linesOf(account)].join(' · '))
      : accounts.flatMap(linesOf);
  return [t('extensionName'), ...lines].join('\n');
}

function balanceLines({ account, isHidden, use, message }: Badge, now: number): string[] {
  const lines: string[] = [];
  if (account) {
    const time = balanceTime(account, now, (at) => clockTime(at, now, language()));
    lines.push(
      isHidden ? t('badgeHidden', time) : t('badgeBalance', account.balance_formatted, time),
    );
  }
  if (use) lines.push(t('badgeBudget', periodName(use.budget.period), String(use.percent)));
  if (message) lines.push(t(message));
  return lines;
}
