import { LOGIN_ERRORS } from '../../shared/login-outcomes.ts';
import { UserInfoReply } from '../../shared/replies.ts';
import * as Type from '../../shared/schema.ts';
import { DetectedServer } from './detected-server.ts';
import { PROBLEM_KINDS, type ProblemKind } from './problems.ts';

export { PROBLEM_KINDS, type ProblemKind };

/** How the last sign-in ended when it did not end well. */
export const SIGN_IN_ERROR_KINDS = [
  ...LOGIN_ERRORS,
  'cancelled',
  'session_not_kept',
  'session_isolated',
] as const;
export type SignInErrorKind = (typeof SIGN_IN_ERROR_KINDS)[number];

/**
 * `at` and `retryAt` are Unix milliseconds; before `retryAt` nothing is asked unless the user does. `seems`
 * is what responded in place of the proxy; `repeated` is set where the problem before was the same.
 */
export const Problem = Type.Object({
  kind: Type.Enum(PROBLEM_KINDS),
  at: Type.Number(),
  retryAt: Type.Nullable(Type.Number()),
  seems: Type.Optional(DetectedServer),
  repeated: Type.Optional(Type.Literal(true)),
});
export type Problem = Type.Static<typeof Problem>;

/** Whether a sign-out went wrong that the user has yet to deal with. */
export function isSignOutPending(trouble: Problem | null): boolean {
  return trouble?.kind === 'sign_out_failed' || trouble?.kind === 'sign_out_refused';
}

/** `at` is Unix milliseconds. */
export const Notice = Type.Object({
  kind: Type.Enum([...SIGN_IN_ERROR_KINDS]),
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

const trouble = Type.Nullable(Problem);
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
