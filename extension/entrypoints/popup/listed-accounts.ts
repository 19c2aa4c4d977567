import { badgeOf } from '../../background/badge/badge-content.ts';
import { accountName, hostOf } from '../../domain/account-name.ts';
import { accountStatus, isStale } from '../../domain/account-status.ts';
import type { MessageKey } from '../../domain/message.ts';
import { balanceTime } from '../../i18n/format-time.ts';
import { t } from '../../i18n/t.ts';
import type { StoredAccounts } from '../../storage/accounts.ts';
import type { PopupContext } from './view.ts';

/** Stands for a balance that is not known. */
const UNKNOWN = '–';

const NEUTRAL: MessageKey = 'otherNeedsAttention';

/** An account of the account menu. */
export interface ListedAccount {
  id: number;
  name: string;
  host: string;
  /** As the platform formats it. `null` while amounts are hidden. */
  balance: string | null;
  /** The time of a balance that is older than a minute or may no longer be right. */
  time: string | null;
  /** The line of the badge's tooltip, such as the title of a problem. */
  note: MessageKey | null;
  needsAttention: boolean;
  isActive: boolean;
}

/** The accounts of the account menu, in the user's order. None is active while another one is being added. */
export function listAccounts(
  { accounts, active }: Pick<StoredAccounts, 'accounts' | 'active'>,
  { now, clock, isDraft }: Pick<PopupContext, 'now' | 'clock' | 'isDraft'>,
): ListedAccount[] {
  return accounts.map((stored) => {
    const { id, address, state, preferences } = stored;
    const badge = badgeOf(accountStatus(state, preferences, now), preferences);
    const { account, colour, isHidden } = badge;
    const needsTime = account && !isHidden && (colour === 'problem' || isStale(account, now));
    return {
      id,
      name: accountName(stored),
      host: hostOf(address),
      balance: isHidden ? null : (account?.balance_formatted ?? UNKNOWN),
      // The closed menu shows no times, and to format ten of them takes longer than to render the popup.
      get time() {
        return needsTime ? t('asOf', balanceTime(account, now, clock)) : null;
      },
      // The status of a hidden balance says too much about the amount.
      note: isHidden && (colour === 'low' || colour === 'negative') ? NEUTRAL : badge.message,
      needsAttention: colour !== 'calm',
      isActive: !isDraft && id === active.id,
    };
  });
}

/** The accounts that need attention and are not the active one. */
export function othersInTrouble(accounts: readonly ListedAccount[]): ListedAccount[] {
  return accounts.filter(({ needsAttention, isActive }) => needsAttention && !isActive);
}

/** Says which of the other accounts needs attention, or how many do. `null` if none does. */
export function attentionText(others: readonly ListedAccount[]): string | null {
  const [first] = others;
  if (!first) return null;
  if (others.length > 1) return t('otherAccounts', String(others.length));
  return first.note && t('otherAccount', first.name, t(first.note));
}
