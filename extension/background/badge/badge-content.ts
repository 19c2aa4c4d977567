import type { Account } from '../../domain/account-state.ts';
import type { AccountStatus } from '../../domain/account-status.ts';
import { parseAmount } from '../../domain/amounts/parse-amount.ts';
import { isUnlimited } from '../../domain/amounts/unlimited.ts';
import type { MessageKey } from '../../domain/message.ts';
import type { Preferences } from '../../domain/preferences.ts';
import { type ProblemKind, problemTitle } from '../../domain/problems.ts';
import { badgeNumber } from './badge-number.ts';

export type BadgeColour = 'calm' | 'low' | 'negative' | 'problem';

/** White on each of these keeps a contrast of 4.5 : 1 and more. */
export const BADGE_COLOURS: Record<BadgeColour, string> = {
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
  colour: BadgeColour;
  /** The account whose balance and time the tooltip shows; the balance is left out if `isHidden`. */
  account: Account | null;
  isHidden: boolean;
  /** A line of the tooltip. */
  message: MessageKey | null;
}

const CALM = { colour: 'calm', message: null } as const;

/** The colour and the message of each status that is no problem. */
const APPEARANCE: Record<
  Exclude<AccountStatus['kind'], ProblemKind>,
  Pick<Badge, 'colour' | 'message'>
> = {
  unknown: CALM,
  signed_out: { colour: 'calm', message: 'badgeSignedOut' },
  signing_in: { colour: 'calm', message: 'titleSigningIn' },
  fresh: CALM,
  stale: CALM,
  unlimited: CALM,
  low: { colour: 'low', message: 'titleLow' },
  negative: { colour: 'negative', message: 'titleNegative' },
  disabled: { colour: 'problem', message: 'titleDisabled' },
  session_ended: { colour: 'problem', message: 'titleSessionEnded' },
};

/**
 * The badge for an account status. During a problem, the last balance stays in the problem colour. A mark
 * stands for a balance that is missing, or that belongs to a session that has ended.
 */
export function badgeOf(
  status: AccountStatus,
  { badge: isShown, hidden: isHidden }: Pick<Preferences, 'badge' | 'hidden'>,
): Badge {
  const account = 'account' in status ? status.account : null;
  const hasMark =
    status.kind === 'session_ended' || ('signedOut' in status && !account && !status.signedOut);
  const balance = account && (isHidden ? HIDDEN : balanceText(account));
  const text = hasMark ? '!' : (balance ?? '');
  const appearance =
    'signedOut' in status
      ? ({ colour: 'problem', message: problemTitle(status.kind) } as const)
      : APPEARANCE[status.kind];
  return { ...appearance, text: isShown ? text : '', account, isHidden };
}

/** The balance in at most four characters: its number, the text itself if that is short, else an ellipsis. */
export function balanceText({ balance_formatted: balance }: Account): string {
  const amount = parseAmount(balance);
  if (amount !== null) return badgeNumber(amount);
  if (isUnlimited(balance)) return '∞';
  const text = balance.trim();
  return [...text].length <= 4 ? text : '…';
}
