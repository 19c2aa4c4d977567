import { LOGIN_ERRORS } from '@shared/login-outcomes.ts';
import { UserInfoReply } from '@shared/replies.ts';
import * as Type from '@shared/schema.ts';
import { Seeming } from './detected-server.ts';
import { TROUBLE_KINDS, type TroubleKind } from './problems.ts';

export { TROUBLE_KINDS, type TroubleKind };

/** How the last sign-in ended when it did not end well. */
export const NOTICE_KINDS = [
  ...LOGIN_ERRORS,
  'cancelled',
  'session_not_kept',
  'session_isolated',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/**
 * `at` and `retryAt` are Unix milliseconds; before `retryAt` nothing is asked unless the user does. `seems`
 * is what responded in place of the proxy; `repeated` is set where the problem before was the same.
 */
export const Trouble = Type.Object({
  kind: Type.Enum(TROUBLE_KINDS),
  at: Type.Number(),
  retryAt: Type.Nullable(Type.Number()),
  seems: Type.Optional(Seeming),
  repeated: Type.Optional(Type.Literal(true)),
});
export type Trouble = Type.Static<typeof Trouble>;

/** Whether a sign-out went wrong that the user has yet to deal with. */
export function isSignOutPending(trouble: Trouble | null): boolean {
  return trouble?.kind === 'sign_out_failed' || trouble?.kind === 'sign_out_refused';
}

/** `at` is Unix milliseconds. */
export const Notice = Type.Object({
  kind: Type.Enum([...NOTICE_KINDS]),
  at: Type.Number(),
});
export type Notice = Type.Static<typeof Notice>;

/** The last account that the proxy gave, with its `as_of` (Unix seconds). */
export type Account = UserInfoReply;

/** What the proxy gave: the account, and its entity tag where it had one. */
export interface AccountReading {
  account: Account;
  etag: string | null;
}

/** The same with the time of the response. */
export interface ReceivedAccount extends AccountReading {
  /** The browser's time (Unix milliseconds) when the response came. */
  receivedAt: number;
  /** The proxy's time (Unix milliseconds) where it is days away from the browser's: one of them is wrong. */
  otherTime?: number;
}

const trouble = Type.Nullable(Trouble);
const notice = Type.Nullable(Notice);
/** The entity tag under which the proxy gave the account (RFC 9110 section 8.8.3). */
const etag = Type.Optional(Type.String());

/** All that is known about the account; the background alone writes it. */
export const AccountState = Type.Union([
  Type.Object({ phase: Type.Literal('unknown'), trouble }),
  Type.Object({ phase: Type.Literal('signed_out'), notice, trouble }),
  Type.Object({ phase: Type.Literal('signed_in'), account: UserInfoReply, etag, trouble }),
  Type.Object({ phase: Type.Literal('session_ended'), account: UserInfoReply, notice, trouble }),
]);
export type AccountState = Type.Static<typeof AccountState>;

/** Nothing asked yet: a new installation, a new address, or storage that could not be read. */
export const START: AccountState = { phase: 'unknown', trouble: null };
