import { checkCalls } from './checks/calls.ts';
import { checkConnection } from './checks/connection.ts';
import { checkHealth, checkIdentity } from './checks/identity.ts';
import { checkPages } from './checks/pages.ts';
import { checkSignIn } from './checks/sign-in.ts';
import { type Finding, fail } from './finding.ts';
import type { Target } from './target.ts';
import type { Visit } from './visit.ts';

/** What checks work with. */
export interface Doctor {
  target: Target;
  /** Visits the target. */
  visit: Visit;
  /** A visitor of another origin. */
  visitorTo: (origin: string) => Visit;
  /** The version that a proxy should have at least. */
  version: string;
  /** Unix milliseconds. */
  now: () => number;
}

/**
 * Looks at a running proxy from outside, as an auditor would. Sends nothing secret, signs nobody in, and
 * asks some twenty things.
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
  return findings;
}
