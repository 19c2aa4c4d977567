import type { AccountState } from '../../domain/account-state.ts';
import { proxyResponded } from '../../domain/problems.ts';

export type Progress = 'done' | 'unchecked' | 'now' | 'later';

export type StepName = 'address' | 'access' | 'signIn';

/**
 * The progress of each step from a new installation to the balance. The first step that is not done is the current
 * one. `granted` is whether the extension may reach the proxy; before that, its address is unchecked.
 */
export function welcomeSteps(state: AccountState, granted: boolean): Record<StepName, Progress> {
  const isDone = [!granted || hasResponded(state), granted, state.phase === 'signed_in'];
  const current = isDone.indexOf(false);
  const progressOf = (step: number): Progress =>
    current < 0 || step < current ? 'done' : step === current ? 'now' : 'later';
  return {
    address: granted ? progressOf(0) : 'unchecked',
    access: progressOf(1),
    signIn: progressOf(2),
  };
}

/** Whether the last request reached a proxy of ours, whatever it responded. */
function hasResponded({ phase, problem }: AccountState): boolean {
  return problem ? proxyResponded(problem.kind) : phase !== 'unknown';
}
