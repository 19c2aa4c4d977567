import { Agent } from 'undici';
import { onTestFinished } from 'vitest';
import type { CheckContext } from '../../../proxy/cli/doctor/check-context.ts';
import { fetcherFor } from '../../../proxy/cli/doctor/fetch.ts';
import type { Finding } from '../../../proxy/cli/doctor/finding.ts';
import { runChecks } from '../../../proxy/cli/doctor/run-checks.ts';
import { readTarget, type Target } from '../../../proxy/cli/doctor/target.ts';
import { freePort } from '../ports/free-port.ts';
import { type ForwarderOptions, forward } from './forwarder.ts';
import { type ProxyOptions, startProxy } from './running-proxy.ts';

export type DoctorOptions = Partial<Omit<CheckContext, 'target'>> & {
  target?: Partial<Target>;
  /** The origin from which the metrics are fetched. */
  metricsAt?: string;
};

/** Starts a proxy behind a web server; `address` is the web server's. */
export async function behind(manners: ForwarderOptions = {}, options: ProxyOptions = {}) {
  const port = await freePort();
  const address = manners.certificate ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  const proxy = await startProxy({ publicOrigin: address, ...options });
  await forward(port, proxy.url, manners);
  return { address, proxy };
}

/** Runs all checks of the doctor on an address. */
export async function findingsAt(
  address: string,
  { metricsAt, ...options }: DoctorOptions = {},
): Promise<Finding[]> {
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
    ...(metricsAt && { fetchMetrics: () => lenientFetcherFor(metricsAt)('/metrics') }),
    ...options,
    target,
  });
}

/** The names of the checks with this verdict. */
export function checks(findings: readonly Finding[], verdict: Finding['verdict']): string[] {
  return findings.filter((one) => one.verdict === verdict).map(({ check }) => check);
}
