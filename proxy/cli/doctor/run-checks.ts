import { type Certificate, certificateDuring } from './certificate.ts';
import { checkAccountSlots } from './check-account-slots.ts';
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
  const { target, fetchProxy } = context;
  let certificate: Certificate | undefined;
  try {
    certificate = await certificateDuring(target.origin, () => fetchProxy('/healthz'));
  } catch {
    const remedy =
      'Start the proxy and the web server in front of it, and check the address and the firewall.';
    return [fail('the address', 'nothing answers', remedy)];
  }
  const connection = await checkConnection(context, certificate);
  const { findings: identity, platformUrl } = await checkIdentity(context);
  if (platformUrl === undefined) return [...connection, ...identity];
  return [
    ...connection,
    ...identity,
    ...(await checkHealth(context)),
    ...(await checkRefusedRequests(context)),
    ...(await checkSignIn(context, platformUrl)),
    ...(await checkAccountSlots(context)),
    ...(await checkPages(context)),
    await checkPlatform(context, platformUrl),
    ...(await checkMetrics(context)),
  ];
}
