import type { AccountState } from '../../domain/account-state.ts';
import { proxyResponded } from '../../domain/problems.ts';

export type Progress = 'done' | 'unchecked' | 'changing' | 'now' | 'later' | 'optional';

const NAMES = ['address', 'access', 'signIn'] as const;

export type StepName = (typeof NAMES)[number];

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

/** The step that the user does next, `null` once all are done. */
export function currentStep(steps: Record<StepName, Progress>): StepName | null {
  return NAMES.find((name) => steps[name] === 'now') ?? null;
}

/** Whether the last request reached a proxy of ours, whatever it responded. */
function hasResponded({ phase, problem }: AccountState): boolean {
  return problem ? proxyResponded(problem.kind) : phase !== 'unknown';
}
