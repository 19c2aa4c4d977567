import { ROUTES } from '../../../../shared/routes.ts';
import type { DoctorResponse } from '../fetch.ts';
import { type Finding, judge } from '../finding.ts';
import type { CheckContext } from '../run-checks.ts';
import { CSRF_HEADERS } from './identity.ts';

const ELSEWHERE = 'https://elsewhere.example';

/** Garbage under every name that a session cookie of ours can have. */
const GARBAGE = ['', '__Host-']
  .map((prefix) => `${prefix}balance_companion_session=%00garbage;.`)
  .join('; ');

const PASS_ON =
  'Have the web server pass the request’s headers on as they are, and add none to the proxy’s answers.';

/** What is refused, and how: everything that does not come from the extension, and every session that is none. */
export async function checkRefusedRequests({ fetchProxy }: CheckContext): Promise<Finding[]> {
  const ask = (headers: Record<string, string>) => fetchProxy(ROUTES.about, { headers });
  const without = await ask({});
  const foreign = await ask({ ...CSRF_HEADERS, Origin: ELSEWHERE });
  const sites = await Promise.all(
    ['cross-site', 'same-site'].map((site) => ask({ ...CSRF_HEADERS, 'Sec-Fetch-Site': site })),
  );
  const nobody = await fetchProxy(ROUTES.userInfo, { headers: CSRF_HEADERS });
  const garbage = await fetchProxy(ROUTES.userInfo, {
    headers: { ...CSRF_HEADERS, Cookie: GARBAGE },
  });
  const preflight = await fetchProxy(ROUTES.userInfo, {
    method: 'OPTIONS',
    headers: { Origin: ELSEWHERE, 'Access-Control-Request-Method': 'GET' },
  });
  const answers = [without, foreign, ...sites, nobody, garbage, preflight];
  return [
    refused('a call without X-CSRF', [without]),
    refused('a call from another site', [foreign]),
    refused('what the browser calls cross-site', sites),
    judge(
      !answers.some(({ header }) => header('access-control-allow-origin') !== undefined),
      'CORS',
      ['no page of another site is let in', 'an Access-Control-Allow-Origin header is sent'],
      'Take the CORS headers out of the web server: the extension needs none.',
    ),
    judge(
      nobody.status === 401 && nobody.json.error === 'not_authenticated',
      'nobody signed in',
      ['told so', `answered ${nobody.status}`],
      PASS_ON,
    ),
    judge(
      garbage.status === 401 && garbage.json.error === 'not_authenticated',
      'a garbage cookie',
      ['opens nothing', `answered ${garbage.status}`],
      PASS_ON,
    ),
    judge(
      isPrivate(nobody),
      'caches',
      ['keep nothing', 'may keep what is personal'],
      'Switch the web server’s cache off for this host, and pass Cache-Control and Vary on.',
    ),
  ];
}

function refused(what: string, answers: readonly DoctorResponse[]): Finding {
  const wrong = answers.find(({ status, json }) => status !== 403 || json.error !== 'forbidden');
  return judge(wrong === undefined, what, ['refused', `answered ${wrong?.status}`], PASS_ON);
}

function isPrivate({ header }: DoctorResponse): boolean {
  const mayBeKept = !/(^|[ ,])no-store([ ,]|$)/i.test(header('cache-control') ?? '');
  const wasKept = header('age') !== undefined || /\bhit\b/i.test(header('x-cache') ?? '');
  const varies = /(^|[ ,])cookie([ ,]|$)/i.test(header('vary') ?? '');
  return !mayBeKept && !wasKept && varies;
}
