import { checkConnection } from './checks/connection.ts';
import { checkHealth, checkIdentity } from './checks/identity.ts';
import { checkPages } from './checks/pages.ts';
import { checkMetrics, checkPlatform } from './checks/platform.ts';
import { checkRefusedRequests } from './checks/refused-requests.ts';
import { checkSignIn } from './checks/sign-in.ts';
import type { DoctorResponse, Fetch } from './fetch.ts';
import { type Finding, fail } from './finding.ts';
import type { Target } from './target.ts';

/** What checks work with. */
export interface CheckContext {
  target: Target;
  /** Visits the target. */
  fetchProxy: Fetch;
  /** A visitor of another origin. */
  lenientFetcherFor: (origin: string) => Fetch;
  /** Visits the platform at an origin, and believes no certificate that is not trusted. */
  strictFetcherFor: (origin: string) => Fetch;
  /** Fetches the proxy's metrics; undefined where nobody said where they are. */
  fetchMetrics?: (() => Promise<DoctorResponse>) | undefined;
  /** The outbound proxy through which the target is visited. */
  outboundProxy?: URL | undefined;
  /** The version that a proxy should have at least. */
  version: string;
  /** Unix milliseconds. */
  now: () => number;
}

/**
 * Looks at a running proxy from outside, as an auditor would. Sends nothing secret, signs nobody in, and
 * asks some twenty things, one of them of the platform that the proxy names.
 */
export async function runChecks(doctor: CheckContext): Promise<Finding[]> {
  try {
    await doctor.fetchProxy('/healthz');
  } catch {
    const remedy =
      'Start the proxy and the web server in front of it, and check the address and the firewall.';
    return [fail('the address', 'nothing answers', remedy)];
  }
  const findings = await checkConnection(doctor);
  const { findings: identified, identity } = await checkIdentity(doctor);
  findings.push(...identified);
  if (!identity) return findings;
  findings.push(...(await checkHealth(doctor)));
  findings.push(...(await checkRefusedRequests(doctor)));
  findings.push(...(await checkSignIn(doctor, identity)));
  findings.push(...(await checkPages(doctor)));
  findings.push(await checkPlatform(doctor, identity));
  findings.push(...(await checkMetrics(doctor)));
  return findings;
}
