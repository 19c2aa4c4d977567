import { UserInfoReply } from '../../shared/replies.ts';
import * as Type from '../../shared/schema.ts';
import { DetectedServer } from './detect-server.ts';
import { PROBLEM_KINDS } from './problems.ts';
import { SIGN_IN_ERROR_KINDS } from './sign-in-errors.ts';

/**
 * What stands between the user and a current balance. `at` and `retryAt` are Unix milliseconds. Until
 * `retryAt`, only the user sends a request. `detectedServer` is what responded in place of the proxy.
 * `repeated` is set if the previous problem was of the same kind.
 */
export const Problem = Type.Object({
  kind: Type.Enum(PROBLEM_KINDS),
  at: Type.Number(),
  retryAt: Type.Nullable(Type.Number()),
  detectedServer: Type.Optional(DetectedServer),
  repeated: Type.Optional(Type.Literal(true)),
});
export type Problem = Type.Static<typeof Problem>;

/** Whether a sign-out failed and the user has yet to deal with it. */
export function isSignOutPending(problem: Problem | null): boolean {
  return problem?.kind === 'sign_out_failed' || problem?.kind === 'sign_out_refused';
}

/** How the last sign-in failed. `at` is in Unix milliseconds. */
export const SignInError = Type.Object({
  kind: Type.Enum(SIGN_IN_ERROR_KINDS),
  at: Type.Number(),
});
export type SignInError = Type.Static<typeof SignInError>;

/** The account as the proxy sent it last. `as_of` is in Unix seconds. */
export type Account = UserInfoReply;

/** An account and its entity tag (RFC 9110 section 8.8.3), `null` if the proxy sent none. */
export interface AccountSnapshot {
  account: Account;
  etag: string | null;
}

/** A snapshot with the times of its response, in Unix milliseconds. */
export interface ReceivedSnapshot extends AccountSnapshot {
  /** When the response arrived, by the browser's clock. */
  receivedAt: number;
  /** The same by the proxy's clock, if the two differ by days: one of them is wrong. */
  otherTime?: number;
}

const problem = Type.Nullable(Problem);
const signInError = Type.Nullable(SignInError);
const etag = Type.Optional(Type.String());

/** Everything known about the account. Only the background writes it. */
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

/** Before the first request: a new installation, a new address, or unreadable storage. */
export const INITIAL_STATE: AccountState = { phase: 'unknown', problem: null };
