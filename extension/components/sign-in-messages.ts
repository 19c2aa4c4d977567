import type { Account } from '../domain/account-state.ts';
import type { Message, MessageContext } from '../domain/message.ts';
import { balanceTime } from '../i18n/format-time.ts';

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
