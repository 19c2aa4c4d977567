import type { Account } from '../../domain/account-state.ts';
import type { AccountStatus } from '../../domain/account-status.ts';
import { parseAmount } from '../../domain/amounts/parse-amount.ts';
import { isUnlimited } from '../../domain/amounts/unlimited.ts';
import type { MessageKey } from '../../domain/message.ts';
import type { Preferences } from '../../domain/preferences.ts';
import { PROBLEMS } from '../../domain/problems.ts';
import { badgeNumber } from './badge-number.ts';

export type BadgeColour = 'calm' | 'low' | 'negative' | 'problem';

/** White on each of these keeps a contrast of 4.5 : 1 and more. */
export const BADGE_COLOURS: Record<BadgeColour, string> = {
  calm: '#0d6b55',
  low: '#c2410c',
  negative: '#b3261e',
  problem: '#8a5300',
};

/** What stands for a balance that is hidden: its colour still tells how things are. */
const HIDDEN = '•';

/**
 * What the toolbar shows. `text` has at most four characters; `account` is the one whose balance and
 * time belong in the tooltip, the balance only unless `hidden`; `remark` is what is to be said beside it.
 */
export interface Badge {
  text: string;
  colour: BadgeColour;
  account: Account | null;
  hidden: boolean;
  remark: MessageKey | null;
}

/** The badge for a situation, as the user likes it. */
export function badgeOf(
  situation: AccountStatus,
  { badge, hidden }: Pick<Preferences, 'badge' | 'hidden'>,
): Badge {
  const face = faceOf(situation);
  return { ...face, text: badge ? textOf(face, hidden) : '', hidden };
}

/** A badge before it is written out: with the balance, with a mark, or with nothing on it. */
type Face = Pick<Badge, 'colour' | 'remark'> &
  ({ text: 'balance'; account: Account } | { text: 'mark' | 'nothing'; account: Account | null });

function textOf(face: Face, hidden: boolean): string {
  switch (face.text) {
    case 'balance':
      return hidden ? HIDDEN : balanceText(face.account);
    case 'mark':
      return '!';
    case 'nothing':
      return '';
  }
}

function faceOf(situation: AccountStatus): Face {
  switch (situation.kind) {
    case 'unknown':
      return { text: 'nothing', colour: 'calm', account: null, remark: null };
    case 'signed_out':
      return { text: 'nothing', colour: 'calm', account: null, remark: 'badgeSignedOut' };
    case 'signing_in':
      return { ...withOrWithout(situation.account), colour: 'calm', remark: 'titleSigningIn' };
    case 'fresh':
    case 'stale':
    case 'unlimited':
      return { text: 'balance', account: situation.account, colour: 'calm', remark: null };
    case 'low':
      return { text: 'balance', account: situation.account, colour: 'low', remark: 'titleLow' };
    case 'negative':
      return {
        text: 'balance',
        account: situation.account,
        colour: 'negative',
        remark: 'titleNegative',
      };
    case 'disabled':
      return {
        text: 'balance',
        account: situation.account,
        colour: 'problem',
        remark: 'titleDisabled',
      };
    case 'session_ended':
      return {
        text: 'mark',
        account: situation.account,
        colour: 'problem',
        remark: 'titleSessionEnded',
      };
    default:
      return inTrouble(situation, PROBLEMS[situation.kind].title);
  }
}

/** The balance in at most four characters: its number, the text itself where that is as short, else an ellipsis. */
export function balanceText({ balance_formatted: balance }: Account): string {
  const amount = parseAmount(balance);
  if (amount !== null) return badgeNumber(amount);
  if (isUnlimited(balance)) return '∞';
  const text = balance.trim();
  return [...text].length <= 4 ? text : '…';
}

/** With an account the last number stays, in the trouble colour; someone who is signed out needs no mark. */
function inTrouble(
  { account, signedOut }: { account: Account | null; signedOut: boolean },
  remark: MessageKey,
): Face {
  const face: Face = { ...withOrWithout(account), colour: 'problem', remark };
  return account || signedOut ? face : { ...face, text: 'mark' };
}

function withOrWithout(account: Account | null) {
  return account
    ? ({ text: 'balance', account } as const)
    : ({ text: 'nothing', account: null } as const);
}
