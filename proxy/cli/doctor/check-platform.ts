import { isLoopback } from '../../../shared/loopback.ts';
import { USER_INFO_PATH } from '../../platform/account-api.ts';
import { summarizeResponse } from '../../platform/errors/response-summary.ts';
import type { CheckContext } from './check-context.ts';
import type { DoctorResponse } from './fetch.ts';
import { type Finding, fail, pass, quote, skip, warn } from './finding.ts';

const CHECK = 'the platform, seen from here';

/** Checks that the platform that the proxy names can be reached from this machine. The request carries no token. */
export async function checkPlatform(
  { target, strictFetcherFor }: CheckContext,
  platformUrl: string,
): Promise<Finding> {
  const url = URL.parse(platformUrl);
  const isFetched =
    url?.protocol === 'https:' || (isLoopback(url?.hostname ?? '') && target.loopback);
  if (!url || !isFetched) return skip(CHECK, 'only an https address is visited');
  const host = quote(url.host);
  let response: DoctorResponse;
  try {
    response = await strictFetcherFor(url.origin)(USER_INFO_PATH);
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    return warn(
      CHECK,
      `${host} cannot be reached (${quote(code ?? name)})`,
      'If this machine is the proxy’s: check PLATFORM_URL, the firewall and HTTPS_PROXY.',
    );
  }
  return judgeResponse(host, response);
}

function judgeResponse(host: string, { status, headers, body, json }: DoctorResponse): Finding {
  const { reason, redirectHost } = summarizeResponse({ status, headers, body });
  const others: Partial<Record<typeof reason, [seen: string, remedy: string]>> = {
    challenge_page: [
      `a challenge page stands in front of ${host}`,
      'Ask the platform which address programs may use, or have it let the proxy’s address through.',
    ],
    redirect: [
      `${host} redirects to ${redirectHost ?? 'somewhere that cannot be read'}`,
      'Set PLATFORM_URL to the address that the redirect leads to, if it is the platform’s.',
    ],
    html: [
      `${host} sends an HTML page`,
      'Set PLATFORM_URL to the address of the platform’s API; a sign-in page or a blocking page may stand in front of it.',
    ],
  };
  const other = others[reason];
  if (other) return fail(CHECK, `${other[0]} (status ${status})`, other[1]);
  if (status >= 500 || status === 429) {
    return warn(CHECK, `${host} is in trouble (status ${status})`, 'Look again in some minutes.');
  }
  const isClientError = status >= 400 && status < 500 && status !== 404;
  const isRefusal =
    status === 401 || json.success === false || (isClientError && Object.keys(json).length > 0);
  if (isRefusal) return pass(CHECK, `${host} answers, and refuses a request without a token`);
  return fail(
    CHECK,
    `${host} does not answer as the platform does (status ${status})`,
    `Check PLATFORM_URL: ${USER_INFO_PATH} should refuse a request without a token.`,
  );
}

const COUNTER = 'balance_companion_platform_unusable_responses_total';

/** The reasons that are reported; the others are normal, such as an expired token. */
const REPORTED_REASONS: Readonly<Record<string, string>> = {
  challenge_page: 'a challenge page',
  redirect: 'a redirect',
  html: 'an HTML page',
  compressed: 'a compressed response',
  too_large: 'a response that is too large',
  not_json: 'a response that is not JSON',
  missing_field: 'a response in which a field is missing',
  invalid_field: 'a response with a field that cannot be read',
};

/** Reports the unusable platform responses that the proxy's metrics count. */
export async function checkMetrics({ fetchMetrics }: CheckContext): Promise<Finding[]> {
  if (!fetchMetrics) return [];
  const check = 'the platform, seen by the proxy';
  const response = await fetchMetrics().catch(() => undefined);
  if (response?.status !== 200 || !response.body.includes('balance_companion_')) {
    return [fail(check, 'no metrics there', 'Give the address of METRICS_PORT, with /metrics.')];
  }
  const samples = response.body.matchAll(
    new RegExp(`^${COUNTER}\\{endpoint="(\\w+)",reason="(\\w+)"\\} (\\d+)$`, 'gm'),
  );
  const findings = [...samples].flatMap(([, endpoint, reason = '', count]) => {
    const description = REPORTED_REASONS[reason];
    if (description === undefined || count === '0') return [];
    const times = count === '1' ? 'once' : `${count} times`;
    return warn(
      check,
      `${description} came from the ${endpoint} endpoint ${times} since the proxy started`,
      'Look for it in the proxy’s log: the line names the field, the status or the host.',
    );
  });
  return findings.length > 0 ? findings : [pass(check, 'every response could be used')];
}
