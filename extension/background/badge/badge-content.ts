import type { Account } from '../../domain/account-state.ts';
import type { AccountStatus } from '../../domain/account-status.ts';
import { parseAmount } from '../../domain/amounts/parse-amount.ts';
import { isUnlimited } from '../../domain/amounts/unlimited.ts';
import type { BudgetUse } from '../../domain/budget.ts';
import { type MessageKey, titleOf } from '../../domain/message.ts';
import type { Preferences } from '../../domain/preferences.ts';
import type { ToolbarIcon } from '../../domain/toolbar-icon.ts';
import { badgeNumber } from './badge-number.ts';

/** White on each of these keeps a contrast of 4.5 : 1 and more. */
export const BADGE_COLOURS = {
  calm: '#0d6b55',
  low: '#c2410c',
  negative: '#b3261e',
  problem: '#8a5300',
};

/** Stands for a hidden balance. Its colour still shows the status. */
const HIDDEN = '•';

/** What the toolbar button shows. */
export interface Badge {
  /** At most four characters. */
  text: string;
  colour: keyof typeof BADGE_COLOURS;
  icon: ToolbarIcon;
  /** The account whose balance and time the tooltip shows; the balance is left out if `isHidden`. */
  account: Account | null;
  isHidden: boolean;
  /** The budget that the text is about, `null` if it is the balance or a mark. */
  use: BudgetUse | null;
  /** A line of the tooltip. */
  message: MessageKey | null;
}

/**
 * The badge for an account status. During a problem, the last balance stays in the problem colour. A mark
 * stands for a balance that is missing, or that belongs to a session that has ended. `budgetUse` takes the place of
 * the balance.
 */
export function badgeOf(
  status: AccountStatus,
  { badge: isShown, hidden: isHidden }: Pick<Preferences, 'badge' | 'hidden'>,
  budgetUse: BudgetUse | null = null,
): Badge {
  const account = 'account' in status ? status.account : null;
  const hasMark =
    status.kind === 'session_ended' || ('signedOut' in status && !account && !status.signedOut);
  const use = account && !isHidden && !hasMark ? budgetUse : null;
  const balance = account && (isHidden ? HIDDEN : balanceText(account));
  const text = hasMark ? '!' : use ? percentText(use.percent) : (balance ?? '');
  const appearance = appearanceOf(status.kind);
  if (appearance.colour === 'calm' && use?.level === 'used_up') appearance.colour = 'low';
  return { ...appearance, text: isShown ? text : '', account, isHidden, use };
}

const percentText = (percent: number) => (percent < 1000 ? `${percent}%` : '≥10×');

function appearanceOf(kind: AccountStatus['kind']): Pick<Badge, 'colour' | 'icon' | 'message'> {
  switch (kind) {
    case 'unknown':
    case 'fresh':
    case 'stale':
    case 'unlimited':
      return { colour: 'calm', icon: 'calm', message: null };
    case 'signed_out':
      return { colour: 'calm', icon: 'signed_out', message: 'badgeSignedOut' };
    default: {
      const colour = kind === 'low' || kind === 'negative' ? kind : 'problem';
      return { colour, icon: 'problem', message: titleOf(kind) };
    }
  }
}

/** The balance in at most four characters: its number, the text itself if that is short, else an ellipsis. */
export function balanceText({ balance_formatted: balance }: Account): string {
  const amount = parseAmount(balance);
  if (amount !== null) return badgeNumber(amount);
  if (isUnlimited(balance)) return '∞';
  const text = balance.trim();
  return [...text].length <= 4 ? text : '…';
}
