import { type Certificate, readCertificate } from '../certificate.ts';
import { type Finding, fail, pass, skip, warn } from '../finding.ts';
import type { CheckContext } from '../run-checks.ts';

const DAY = 86_400_000;

/** Days left from which on a certificate is worth a look, and below which it is a fault. */
const DAYS_LEFT = { look: 21, fault: 7 };

/** Seconds for which browsers should remember to come by https alone: half a year. */
const LEAST_HSTS = 15_552_000;

/** TLS, the certificate, and what becomes of plain http. */
export async function checkConnection(doctor: CheckContext): Promise<Finding[]> {
  const { target } = doctor;
  if (!target.https) {
    if (target.loopback) return [pass('https', 'not needed on this very machine')];
    const remedy =
      'Put https in front of the proxy: with plain http everybody on the way reads the session cookie.';
    return [fail('https', 'plain http', remedy)];
  }
  let certificate: Certificate;
  try {
    certificate = await readCertificate(target, doctor.outboundProxy);
  } catch {
    return [
      fail('https', 'no TLS connection comes about', 'Have the web server speak TLS at this port.'),
    ];
  }
  return [
    ...certificateFindings(certificate, doctor.now()),
    await checkPlainHttp(doctor),
    await checkHsts(doctor),
  ];
}

function certificateFindings({ problem, validTo, protocol }: Certificate, now: number): Finding[] {
  const days = Math.floor((validTo - now) / DAY);
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
    days < DAYS_LEFT.fault
      ? fail('certificate’s end', days < 0 ? 'it has run out' : left, renew)
      : days < DAYS_LEFT.look
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
    const leads = status >= 300 && status < 400 && header('location')?.startsWith(target.origin);
    if (leads) return pass(check, 'leads to https');
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
  if (!target.onDefaultPort) {
    return seconds === 0
      ? pass(check, 'not sent: it would hold for every port of the host')
      : pass(check, `for ${Math.floor(seconds / 86_400)} days, on every port of the host`);
  }
  if (seconds >= LEAST_HSTS) return pass(check, `for ${Math.floor(seconds / 86_400)} days`);
  return fail(check, value === undefined ? 'no header' : 'for too short a time', remedy);
}
