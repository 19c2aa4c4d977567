import type { Account } from '../domain/account-state.ts';
import type { Message, MessageContext } from '../domain/message.ts';
import { type SignInErrorKind, signInErrorMessage } from '../domain/sign-in-errors.ts';
import { balanceTime } from '../i18n/format-time.ts';

/** What messages may name. `now` is Unix milliseconds; `clock` formats such a time. */
export interface PageContext extends MessageContext {
  now: number;
  clock: (at: number) => string;
}

export const SIGNED_OUT: Message = { title: 'titleSignedOut', text: 'textSignedOut' };
export const SIGNING_IN: Message = { title: 'titleSigningIn', text: 'textSigningIn' };

/** The message of an ended session, or of the failed attempt to sign in again. */
export function sessionEndedMessage(
  account: Account,
  signInError: SignInErrorKind | null,
  context: PageContext,
): Message {
  if (signInError) return signInErrorMessage(signInError, context);
  const time = balanceTime(account, context.now, context.clock);
  return { title: 'titleSessionEnded', text: 'textSessionEnded', substitutions: [time] };
}
