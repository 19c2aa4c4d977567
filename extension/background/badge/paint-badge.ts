import { browser } from '../../browser/browser.ts';
import { safely } from '../../browser/safely.ts';
import type { AccountState } from '../../domain/account-state.ts';
import { accountStatus } from '../../domain/account-status.ts';
import { balanceTime, clockTime } from '../../i18n/format-time.ts';
import { language, t } from '../../i18n/t.ts';
import { preferencesItem } from '../../storage/items.ts';
import { BADGE_COLOURS, type Badge, badgeOf } from './badge-content.ts';

/** Paints the toolbar button for `state`. `now` is Unix milliseconds. */
export async function paintBadge(state: AccountState, now: number): Promise<void> {
  const preferences = await preferencesItem.get();
  const badge = badgeOf(accountStatus(state, preferences, now), preferences);
  await Promise.all([
    safely(() => browser.action.setBadgeText({ text: badge.text })),
    safely(() => browser.action.setBadgeBackgroundColor({ color: BADGE_COLOURS[badge.colour] })),
    safely(() => browser.action.setBadgeTextColor({ color: '#ffffff' })),
    safely(() => browser.action.setTitle({ title: tooltip(badge, now) })),
  ]);
}

/** A line each for the product's name, the exact balance with its time, and the problem. */
export function tooltip({ account, isHidden, message }: Badge, now: number): string {
  const lines = [t('extensionName')];
  if (account) {
    const time = balanceTime(account, now, (at) => clockTime(at, now, language()));
    lines.push(
      isHidden ? t('badgeHidden', time) : t('badgeBalance', account.balance_formatted, time),
    );
  }
  if (message) lines.push(t(message));
  return lines.join('\n');
}
