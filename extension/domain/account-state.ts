import { UserInfoReply } from '../../shared/replies.ts';
import * as Type from '../../shared/schema.ts';
import { DetectedServer } from './detected-server.ts';
import { PROBLEM_KINDS } from './problems.ts';
import { SIGN_IN_ERROR_KINDS } from './sign-in-errors.ts';

/**
 * `at` and `retryAt` are Unix milliseconds; before `retryAt` nothing is asked unless the user does. `seems`
 * is what responded in place of the proxy; `repeated` is set where the problem before was the same.
 */
export const Problem = Type.Object({
  kind: Type.Enum(PROBLEM_KINDS),
  at: Type.Number(),
  retryAt: Type.Nullable(Type.Number()),
  detectedServer: Type.Optional(DetectedServer),
  repeated: Type.Optional(Type.Literal(true)),
});
export type Problem = Type.Static<typeof Problem>;

/** Whether a sign-out went wrong that the user has yet to deal with. */
export function isSignOutPending(problem: Problem | null): boolean {
  return problem?.kind === 'sign_out_failed' || problem?.kind === 'sign_out_refused';
}

/** `at` is Unix milliseconds. */
export const SignInError = Type.Object({
  kind: Type.Enum([...SIGN_IN_ERROR_KINDS]),
  at: Type.Number(),
});
export type SignInError = Type.Static<typeof SignInError>;

/** The last account that the proxy gave, with its `as_of` (Unix seconds). */
export type Account = UserInfoReply;

/** What the proxy gave: the account, and its entity tag where it had one. */
export interface AccountSnapshot {
  account: Account;
  etag: string | null;
}

/** The same with the time of the response. */
export interface ReceivedSnapshot extends AccountSnapshot {
  /** The browser's time (Unix milliseconds) when the response came. */
  receivedAt: number;
  /** The proxy's time (Unix milliseconds) where it is days away from the browser's: one of them is wrong. */
  otherTime?: number;
}

const problem = Type.Nullable(Problem);
const signInError = Type.Nullable(SignInError);
/** The entity tag under which the proxy gave the account (RFC 9110 section 8.8.3). */
const etag = Type.Optional(Type.String());

/** All that is known about the account; the background alone writes it. */
export const AccountState = Type.Union([
  Type.Object({ phase: Type.Literal('unknown'), problem }),
  Type.Object({ phase: Type.Literal('signed_out'), signInError, problem }),
  Type.Object({ phase: Type.Literal('signed_in'), account: UserInfoReply, etag, problem }),
  Type.Object({
    phase: Type.Literal('session_ended'),
    account: UserInfoReply,
    signInError,
    problem,
  }),
]);
export type AccountState = Type.Static<typeof AccountState>;

/** Nothing asked yet: a new installation, a new address, or storage that could not be read. */
export const INITIAL_STATE: AccountState = { phase: 'unknown', problem: null };
