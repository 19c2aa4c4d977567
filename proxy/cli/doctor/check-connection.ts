import type { Certificate } from './certificate.ts';
import type { CheckContext } from './check-context.ts';
import { type Finding, fail, pass, skip, warn } from './finding.ts';

const DAY_MS = 86_400_000;

/** Days before its end from which on a certificate gets a warning, and a failure. */
const DAYS_LEFT = { warn: 21, fail: 7 };

/** Half a year. */
const MIN_HSTS_SECONDS = 15_552_000;

/** Checks TLS, the certificate, the redirect from plain http, and HSTS. */
export async function checkConnection(
  context: CheckContext,
  certificate: Certificate | undefined,
): Promise<Finding[]> {
  if (!certificate) {
    if (context.target.loopback) return [pass('https', 'not needed on this very machine')];
    const remedy =
      'Put https in front of the proxy: with plain http everybody on the way reads the session cookie.';
    return [fail('https', 'plain http', remedy)];
  }
  return [
    ...certificateFindings(certificate, context.now()),
    await checkPlainHttp(context),
    await checkHsts(context),
  ];
}

function certificateFindings({ problem, validTo, protocol }: Certificate, now: number): Finding[] {
  const days = Math.floor((validTo - now) / DAY_MS);
  const left = `${days} days left`;
  const renew = 'Renew the certificate, and see to it that this happens by itself.';
  return [
    problem === undefined
      ? pass('certificate', 'trusted, and for this name')
      : fail(
          'certificate',
          problem,
          'Use a certificate that browsers trust, for exactly this name.',
        ),
    days < DAYS_LEFT.fail
      ? fail('certificate’s end', days < 0 ? 'it has run out' : left, renew)
      : days < DAYS_LEFT.warn
        ? warn('certificate’s end', left, renew)
        : pass('certificate’s end', left),
    /^TLSv1\.[23]$/.test(protocol)
      ? pass('TLS version', protocol)
      : fail('TLS version', protocol, 'Allow TLS 1.2 and newer alone.'),
  ];
}

async function checkPlainHttp({ target, lenientFetcherFor }: CheckContext): Promise<Finding> {
  const check = 'plain http';
  if (target.port !== 443) return skip(check, 'the address has a port of its own');
  try {
    const { status, header } = await lenientFetcherFor(`http://${target.hostname}`)('/');
    const redirects =
      status >= 300 && status < 400 && header('location')?.startsWith(target.origin);
    if (redirects) return pass(check, 'leads to https');
    return fail(
      check,
      `answers by itself (${status})`,
      'Redirect plain http to https, or close port 80.',
    );
  } catch {
    return pass(check, 'closed');
  }
}

async function checkHsts({ target, fetchProxy }: CheckContext): Promise<Finding> {
  const check = 'HSTS';
  const remedy =
    'Pass the proxy’s own Strict-Transport-Security header on. The proxy sends it when OAUTH_REDIRECT_URI is https on port 443, for as long as HSTS_MAX_AGE says.';
  const value = (await fetchProxy('/')).header('strict-transport-security');
  const seconds = Number(/max-age=(\d+)/i.exec(value ?? '')?.[1] ?? 0);
  const duration = `for ${Math.floor(seconds / 86_400)} days`;
  if (!target.onDefaultPort) {
    return seconds === 0
      ? pass(check, 'not sent: it would hold for every port of the host')
      : pass(check, `${duration}, on every port of the host`);
  }
  if (seconds >= MIN_HSTS_SECONDS) return pass(check, duration);
  return fail(check, value === undefined ? 'no header' : 'for too short a time', remedy);
}
