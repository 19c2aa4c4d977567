import type { AccountState } from '../../domain/account-state.ts';
import { proxyResponded } from '../../domain/problems.ts';

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
