import { ROUTES } from '../../../shared/routes.ts';
import { type CheckContext, CSRF_HEADERS } from './check-context.ts';
import type { DoctorResponse } from './fetch.ts';
import { type Finding, judge } from './finding.ts';

const ELSEWHERE = 'https://elsewhere.example';

/** Garbage under both names that the session cookie of slot 0 can have. */
const GARBAGE = ['', '__Host-']
  .map((prefix) => `${prefix}balance_companion_session=%00garbage;.`)
  .join('; ');

const PASS_ON =
  'Have the web server pass the request’s headers on as they are, and add none to the proxy’s answers.';

/** Checks that requests from elsewhere than the extension, and requests without a session, are refused. */
export async function checkRefusedRequests({ fetchProxy }: CheckContext): Promise<Finding[]> {
  const fetchAbout = (headers: Record<string, string>) => fetchProxy(ROUTES.about, { headers });
  const without = await fetchAbout({});
  const foreign = await fetchAbout({ ...CSRF_HEADERS, Origin: ELSEWHERE });
  const sites = await Promise.all(
    ['cross-site', 'same-site'].map((site) =>
      fetchAbout({ ...CSRF_HEADERS, 'Sec-Fetch-Site': site }),
    ),
  );
  const nobody = await fetchProxy(ROUTES.userInfo, { headers: CSRF_HEADERS });
  const garbage = await fetchProxy(ROUTES.userInfo, {
    headers: { ...CSRF_HEADERS, Cookie: GARBAGE },
  });
  const preflight = await fetchProxy(ROUTES.userInfo, {
    method: 'OPTIONS',
    headers: { Origin: ELSEWHERE, 'Access-Control-Request-Method': 'GET' },
  });
  const responses = [without, foreign, ...sites, nobody, garbage, preflight];
  return [
    refused('a call without X-CSRF', [without]),
    refused('a call from another site', [foreign]),
    refused('what the browser calls cross-site', sites),
    judge(
      !responses.some(({ header }) => header('access-control-allow-origin') !== undefined),
      'CORS',
      ['no page of another site is let in', 'an Access-Control-Allow-Origin header is sent'],
      'Take the CORS headers out of the web server: the extension needs none.',
    ),
    unauthenticated('nobody signed in', 'told so', nobody),
    unauthenticated('a garbage cookie', 'opens nothing', garbage),
    judge(
      isPrivate(nobody),
      'caches',
      ['keep nothing', 'may keep what is personal'],
      'Switch the web server’s cache off for this host, and pass Cache-Control and Vary on.',
    ),
  ];
}

function refused(check: string, responses: readonly DoctorResponse[]): Finding {
  const wrong = responses.find(({ status, json }) => status !== 403 || json.error !== 'forbidden');
  return judge(wrong === undefined, check, ['refused', `answered ${wrong?.status}`], PASS_ON);
}

function unauthenticated(check: string, good: string, { status, json }: DoctorResponse): Finding {
  const isRefused = status === 401 && json.error === 'not_authenticated';
  return judge(isRefused, check, [good, `answered ${status}`], PASS_ON);
}

function isPrivate({ header }: DoctorResponse): boolean {
  const isStorable = !/(^|[ ,])no-store([ ,]|$)/i.test(header('cache-control') ?? '');
  const wasCached = header('age') !== undefined || /\bhit\b/i.test(header('x-cache') ?? '');
  const varies = /(^|[ ,])cookie([ ,]|$)/i.test(header('vary') ?? '');
  return !isStorable && !wasCached && varies;
}
