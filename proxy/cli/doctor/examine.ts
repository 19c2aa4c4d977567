import { checkCalls } from './checks/calls.ts';
import { checkConnection } from './checks/connection.ts';
import { checkHealth, checkIdentity } from './checks/identity.ts';
import { checkPages } from './checks/pages.ts';
import { checkMetrics, checkPlatform } from './checks/platform.ts';
import { checkSignIn } from './checks/sign-in.ts';
import { type Finding, fail } from './finding.ts';
import type { Target } from './target.ts';
import type { Seen, Visit } from './visit.ts';

/** What checks work with. */
export interface Doctor {
  target: Target;
  /** Visits the target. */
  visit: Visit;
  /** A visitor of another origin. */
  visitorTo: (origin: string) => Visit;
  /** Visits the platform at an origin, and believes no certificate that is not trusted. */
  visitPlatform: (origin: string) => Visit;
  /** Fetches the proxy's metrics; undefined where nobody said where they are. */
  visitMetrics?: (() => Promise<Seen>) | undefined;
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
export async function examine(doctor: Doctor): Promise<Finding[]> {
  try {
    await doctor.visit('/healthz');
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
  findings.push(...(await checkCalls(doctor)));
  findings.push(...(await checkSignIn(doctor, identity)));
  findings.push(...(await checkPages(doctor)));
  findings.push(await checkPlatform(doctor, identity));
  findings.push(...(await checkMetrics(doctor)));
  return findings;
}
