import { Agent } from 'undici';
import { onTestFinished } from 'vitest';
import type { CheckContext } from '../../../proxy/cli/doctor/check-context.ts';
import { fetcherFor } from '../../../proxy/cli/doctor/fetch.ts';
import type { Finding } from '../../../proxy/cli/doctor/finding.ts';
import { runChecks } from '../../../proxy/cli/doctor/run-checks.ts';
import { readTarget, type Target } from '../../../proxy/cli/doctor/target.ts';

export type DoctorOptions = Partial<Omit<CheckContext, 'target'>> & { target?: Partial<Target> };

/** Runs all checks of the doctor on an address. */
export async function findingsAt(address: string, options: DoctorOptions = {}): Promise<Finding[]> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  onTestFinished(() => dispatcher.close());
  const target = { ...(readTarget(address) as Target), ...options.target };
  const lenientFetcherFor = (origin: string) => fetcherFor(origin, dispatcher);
  return runChecks({
    fetchProxy: lenientFetcherFor(target.origin),
    lenientFetcherFor,
    strictFetcherFor: lenientFetcherFor,
    version: '1.2.3',
    now: Date.now,
    ...options,
    target,
  });
}

/** The names of the checks with this verdict. */
export function checks(findings: readonly Finding[], verdict: Finding['verdict']): string[] {
  return findings.filter((one) => one.verdict === verdict).map(({ check }) => check);
}
