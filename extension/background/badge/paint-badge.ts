import { browser } from '../../browser/browser.ts';
import { safely } from '../../browser/safely.ts';
import { accountName } from '../../domain/account-name.ts';
import { accountStatus } from '../../domain/account-status.ts';
import { toolbarIconPaths } from '../../domain/toolbar-icon.ts';
import { balanceTime, clockTime } from '../../i18n/format-time.ts';
import { language, t } from '../../i18n/t.ts';
import { readAccounts, type StoredAccount } from '../../storage/accounts.ts';
import { BADGE_COLOURS, type Badge, badgeOf } from './badge-content.ts';

/** Paints the toolbar button for the active account. `now` is Unix milliseconds. */
export async function paintBadge(now: number): Promise<void> {
  const { accounts, active } = await readAccounts();
  const badge = badgeFor(active, now);
  await Promise.all([
    safely(() => browser.action.setBadgeText({ text: badge.text })),
    safely(() => browser.action.setBadgeBackgroundColor({ color: BADGE_COLOURS[badge.colour] })),
    safely(() => browser.action.setBadgeTextColor({ color: '#ffffff' })),
    safely(() => browser.action.setIcon({ path: toolbarIconPaths(badge.icon) })),
    safely(() => browser.action.setTitle({ title: tooltip(accounts, now) })),
  ]);
}

function badgeFor({ state, preferences }: StoredAccount, now: number): Badge {
  return badgeOf(accountStatus(state, preferences, now), preferences);
}

/**
 * The product's name, and the balance with its time and the problem: a line each for the only account, one line
 * for each of several.
 */
export function tooltip(accounts: readonly StoredAccount[], now: number): string {
  const linesOf = (account: StoredAccount) => balanceLines(badgeFor(account, now), now);
  const lines =
    accounts.length > 1
      ? accounts.map((account) => [accountName(account), ...linesOf(account)].join(' · '))
      : accounts.flatMap(linesOf);
  return [t('extensionName'), ...lines].join('\n');
}

function balanceLines({ account, isHidden, message }: Badge, now: number): string[] {
  const lines: string[] = [];
  if (account) {
    const time = balanceTime(account, now, (at) => clockTime(at, now, language()));
    lines.push(
      isHidden ? t('badgeHidden', time) : t('badgeBalance', account.balance_formatted, time),
    );
  }
  if (message) lines.push(t(message));
  return lines;
}
