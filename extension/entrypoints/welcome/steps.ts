import type { Tone } from '../../components/MessageBox.tsx';
import {
  type PageContext,
  SIGNED_OUT,
  SIGNING_IN,
  sessionEndedMessage,
} from '../../components/sign-in-messages.ts';
import type { AccountState } from '../../domain/account-state.ts';
import { recentSignInError } from '../../domain/account-status.ts';
import type { Message } from '../../domain/message.ts';
import { problemMessage, proxyResponded } from '../../domain/problems.ts';
import { signInErrorMessage } from '../../domain/sign-in-errors.ts';

export type Progress = 'done' | 'now' | 'later';

/**
 * The progress of each step from a new installation to the balance. `granted` is whether the extension may
 * reach the proxy.
 */
export function welcomeSteps(
  state: AccountState,
  granted: boolean,
): Record<'address' | 'access' | 'signIn', Progress> {
  const responds = granted && hasResponded(state);
  const isSignedIn = state.phase === 'signed_in';
  return {
    address: responds ? 'done' : granted ? 'now' : 'later',
    access: granted ? 'done' : 'now',
    signIn: isSignedIn ? 'done' : responds ? 'now' : 'later',
  };
}

/** Whether the last request reached a proxy of ours, whatever it responded. */
function hasResponded({ phase, problem }: AccountState): boolean {
  return problem ? proxyResponded(problem.kind) : phase !== 'unknown';
}

/** The message of the sign-in step. */
export function signInStepMessage(
  state: AccountState,
  isSigningIn: boolean,
  context: PageContext,
): { message: Message; tone: Tone } {
  if (isSigningIn) return { message: SIGNING_IN, tone: 'info' };
  const error = 'signInError' in state ? recentSignInError(state.signInError, context.now) : null;
  if (error) return { message: signInErrorMessage(error, context), tone: 'problem' };
  if (state.problem) {
    return { message: problemMessage(state.problem.kind, context), tone: 'problem' };
  }
  if (state.phase !== 'session_ended') return { message: SIGNED_OUT, tone: 'info' };
  return { message: sessionEndedMessage(state.account, context), tone: 'problem' };
}
