import type { Account, AccountState } from '../domain/account-state.ts';
import { recentSignInError } from '../domain/account-status.ts';
import type { Message, MessageContext } from '../domain/message.ts';
import { problemMessage } from '../domain/problems.ts';
import { signInErrorMessage, signInErrorTone } from '../domain/sign-in-errors.ts';
import { balanceTime } from '../i18n/format-time.ts';
import type { Tone } from './MessageBox.tsx';

/** What messages may name. `now` is Unix milliseconds; `clock` formats such a time. */
export interface PageContext extends MessageContext {
  now: number;
  clock: (at: number) => string;
}

export const SIGNED_OUT: Message = { title: 'titleSignedOut', text: 'textSignedOut' };
export const SIGNING_IN: Message = { title: 'titleSigningIn', text: 'textSigningIn' };

/** The message of an ended session. */
export function sessionEndedMessage(account: Account, { now, clock }: PageContext): Message {
  const time = balanceTime(account, now, clock);
  return { title: 'titleSessionEnded', text: 'textSessionEnded', substitutions: [time] };
}

/** The message beside a sign-in button: `signedOut` without a tone, unless there is something else to say. */
export function signInMessage(
  state: AccountState,
  isSigningIn: boolean,
  context: PageContext,
  signedOut = SIGNED_OUT,
): { message: Message; tone: Tone | null } {
  if (isSigningIn) return { message: SIGNING_IN, tone: 'waiting' };
  const error = 'signInError' in state ? recentSignInError(state.signInError, context.now) : null;
  if (error) return { message: signInErrorMessage(error, context), tone: signInErrorTone(error) };
  if (state.problem) {
    return { message: problemMessage(state.problem.kind, context), tone: 'problem' };
  }
  if (state.phase !== 'session_ended') return { message: signedOut, tone: null };
  return { message: sessionEndedMessage(state.account, context), tone: 'problem' };
}
