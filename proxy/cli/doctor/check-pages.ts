import type { CheckContext } from './check-context.ts';
import type { DoctorResponse } from './fetch.ts';
import { type Finding, judge, pass, quote, warn } from './finding.ts';

/** Text in the query that the page must not repeat. */
const PLANTED = 'planted-<b>here</b>';

/** The security headers of the page and the values that they must have. */
const HEADERS: readonly [string, RegExp][] = [
  ['content-security-policy', /^(?=.*default-src 'none')(?=.*frame-ancestors 'none')(?!.*unsafe)/],
  ['referrer-policy', /^no-referrer$/],
  ['x-content-type-options', /^nosniff$/],
  ['x-frame-options', /^deny$/i],
];

/** Checks the proxy's HTML page, its headers, and that no software version is sent. */
export async function checkPages({ fetchProxy }: CheckContext): Promise<Finding[]> {
  const page = await fetchProxy(`/?error=${encodeURIComponent(PLANTED)}`);
  const changed = HEADERS.filter(([name, pattern]) => !pattern.test(page.header(name) ?? ''));
  const names = changed.map(([name]) => name).join(', ');
  const missing = await fetchProxy('/no-such-page');
  return [
    judge(
      changed.length === 0,
      'security headers',
      ['as the proxy sends them', `changed or missing: ${names}`],
      'Have the web server pass the proxy’s headers on, and set none of these itself.',
    ),
    judge(
      page.status === 200 && !page.body.includes('planted'),
      'the page',
      ['repeats nothing of the address', `answered ${page.status}, or repeats the address`],
      'Have the web server pass / on to the proxy.',
    ),
    judge(
      missing.status === 404 && missing.json.error === 'not_found',
      'an address with nothing behind it',
      ['is not found', `answered ${missing.status}`],
      'Have the web server pass every path on to the proxy, and serve nothing else here.',
    ),
    checkBanner(page),
  ];
}

function checkBanner({ header }: DoctorResponse): Finding {
  const check = 'software versions';
  const banner = [header('server'), header('x-powered-by')].find((one) => /\d/.test(one ?? ''));
  if (banner === undefined) return pass(check, 'not told');
  return warn(check, quote(banner), 'Have the web server keep its version to itself.');
}
