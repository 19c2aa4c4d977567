import { checkConnection } from './check-connection.ts';
import type { CheckContext } from './check-context.ts';
import { checkHealth, checkIdentity } from './check-identity.ts';
import { checkPages } from './check-pages.ts';
import { checkMetrics, checkPlatform } from './check-platform.ts';
import { checkRefusedRequests } from './check-refused-requests.ts';
import { checkSignIn } from './check-sign-in.ts';
import { type Finding, fail } from './finding.ts';

/**
 * Checks a running proxy from outside. Sends no secret and signs nobody in; of some twenty requests, one goes to
 * the platform that the proxy names. Stops early if the target does not respond or is not a proxy of ours.
 */
export async function runChecks(context: CheckContext): Promise<Finding[]> {
  try {
    await context.fetchProxy('/healthz');
  } catch {
    const remedy =
      'Start the proxy and the web server in front of it, and check the address and the firewall.';
    return [fail('the address', 'nothing answers', remedy)];
  }
  const findings = await checkConnection(context);
  const { findings: identified, identity } = await checkIdentity(context);
  findings.push(...identified);
  if (!identity) return findings;
  findings.push(...(await checkHealth(context)));
  findings.push(...(await checkRefusedRequests(context)));
  findings.push(...(await checkSignIn(context, identity)));
  findings.push(...(await checkPages(context)));
  findings.push(await checkPlatform(context, identity));
  findings.push(...(await checkMetrics(context)));
  return findings;
}
