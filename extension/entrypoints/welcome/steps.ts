import type { AccountState } from '../../domain/account-state.ts';
import { recentSignInError } from '../../domain/account-status.ts';
import type { Message, MessageContext } from '../../domain/message.ts';
import { PROBLEMS, problemMessage } from '../../domain/problems.ts';
import { signInErrorMessage } from '../../domain/sign-in-errors.ts';
import { balanceTime } from '../../i18n/format-time.ts';

/** How far a step is. */
export type Progress = 'done' | 'now' | 'later';

/** The way from a new installation to the balance. */
export interface Steps {
  address: Progress;
  access: Progress;
  signIn: Progress;
}

/** `granted` is whether the browser lets the extension reach the proxy. */
export function stepsOf(state: AccountState, granted: boolean): Steps {
  const answers = granted && hasAnswered(state);
  const isSignedIn = state.phase === 'signed_in';
  return {
    address: answers ? 'done' : granted ? 'now' : 'later',
    access: granted ? 'done' : 'now',
    signIn: isSignedIn ? 'done' : answers ? 'now' : 'later',
  };
}

/** Whether a proxy of ours has answered the last time that it was asked, whatever it said. */
function hasAnswered({ phase, problem }: AccountState): boolean {
  return problem ? PROBLEMS[problem.kind].proxyResponded : phase !== 'unknown';
}

/** What the step of signing in says. `now` is Unix milliseconds, `clock` writes such a time. */
export function signInWords(
  state: AccountState,
  signingIn: boolean,
  { now, clock, ...names }: MessageContext & { now: number; clock: (at: number) => string },
): { saying: Message; mood: 'plain' | 'problem' } {
  if (signingIn) return plain('titleSigningIn', 'textSigningIn');
  const signInError = 'signInError' in state ? recentSignInError(state.signInError, now) : null;
  if (signInError) return { saying: signInErrorMessage(signInError, names), mood: 'problem' };
  if (state.problem) return { saying: problemMessage(state.problem.kind, names), mood: 'problem' };
  if (state.phase !== 'session_ended') return plain('titleSignedOut', 'textSignedOut');
  const substitutions = [balanceTime(state.account, now, clock)];
  const saying: Message = {
    title: 'titleSessionEnded',
    text: 'textSessionEnded',
    substitutions,
  };
  return { saying, mood: 'problem' };
}

function plain(title: Message['title'], text: Message['text']) {
  return { saying: { title, text }, mood: 'plain' } as const;
}
