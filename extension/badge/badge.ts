import type { Situation } from '../account/situation.ts';
import type { Account } from '../account/state.ts';
import { readAmount } from '../amount/read-amount.ts';
import type { MessageKey } from '../words/say.ts';
import { badgeNumber } from './badge-number.ts';

export type BadgeColour = 'calm' | 'negative' | 'trouble';

/** White on each of these keeps a contrast of 4.5 : 1 and more. */
export const BADGE_COLOURS: Record<BadgeColour, string> = {
  calm: '#0d6b55',
  negative: '#b3261e',
  trouble: '#8a5300',
};

/**
 * What the toolbar shows. `text` has at most four characters; `account` is the one whose exact
 * balance and time belong in the tooltip, `remark` what is to be said beside it.
 */
export interface Badge {
  text: string;
  colour: BadgeColour;
  account: Account | null;
  remark: MessageKey | null;
}

/** The badge for a situation. */
export function badgeOf(situation: Situation): Badge {
  switch (situation.kind) {
    case 'unknown':
      return { text: '', colour: 'calm', account: null, remark: null };
    case 'signed_out':
      return { text: '', colour: 'calm', account: null, remark: 'badgeSignedOut' };
    case 'signing_in': {
      const text = situation.account ? balanceText(situation.account) : '';
      return { text, colour: 'calm', account: situation.account, remark: 'titleSigningIn' };
    }
    case 'fresh':
    case 'stale':
      return { ...settled(situation.account, 'calm'), remark: null };
    case 'negative':
      return { ...settled(situation.account, 'negative'), remark: 'titleNegative' };
    case 'disabled':
      return { ...settled(situation.account, 'trouble'), remark: 'titleDisabled' };
    case 'session_ended':
      return {
        text: '!',
        colour: 'trouble',
        account: situation.account,
        remark: 'titleSessionEnded',
      };
    case 'permission_missing':
      return inTrouble(situation, 'titlePermissionMissing');
    case 'unreachable':
      return inTrouble(situation, 'titleUnreachable');
    case 'something_else':
      return inTrouble(situation, 'titleSomethingElse');
    case 'refused':
      return inTrouble(situation, 'titleRefused');
    case 'proxy_failed':
      return inTrouble(situation, 'titleProxyFailed');
    case 'platform_unavailable':
      return inTrouble(situation, 'titlePlatformUnavailable');
    case 'platform_error':
      return inTrouble(situation, 'titlePlatformError');
    case 'platform_timeout':
      return inTrouble(situation, 'titlePlatformTimeout');
    case 'platform_misconfigured':
      return inTrouble(situation, 'titlePlatformMisconfigured');
    case 'store_unavailable':
      return inTrouble(situation, 'titleStoreUnavailable');
    case 'overloaded':
      return inTrouble(situation, 'titleOverloaded');
    case 'rate_limited':
      return inTrouble(situation, 'titleRateLimited');
    case 'sign_out_failed':
      return inTrouble(situation, 'titleSignOutFailed');
  }
}

/** The balance in at most four characters: its number, the text itself where that is as short, else an ellipsis. */
export function balanceText(account: Account): string {
  const amount = readAmount(account.balance_formatted);
  if (amount !== null) return badgeNumber(amount);
  const text = account.balance_formatted.trim();
  return [...text].length <= 4 ? text : '…';
}

function settled(account: Account, colour: BadgeColour): Omit<Badge, 'remark'> {
  return { text: balanceText(account), colour, account };
}

/** With an account the last number stays, in the trouble colour; someone who is signed out needs no mark. */
function inTrouble(
  { account, signedOut }: { account: Account | null; signedOut: boolean },
  remark: MessageKey,
): Badge {
  const text = account ? balanceText(account) : signedOut ? '' : '!';
  return { text, colour: 'trouble', account, remark };
}
