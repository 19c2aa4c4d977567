import type { DoctorResponse } from '../fetch.ts';
import { type Finding, judge, pass, quote, warn } from '../finding.ts';
import type { CheckContext } from '../run-checks.ts';

/** What must not come back from a page. */
const PLANTED = 'planted-<b>here</b>';

/** Headers of the page for people, by what they must be. */
const HEADERS: readonly [string, RegExp][] = [
  ['content-security-policy', /^(?=.*default-src 'none')(?=.*frame-ancestors 'none')(?!.*unsafe)/],
  ['referrer-policy', /^no-referrer$/],
  ['x-content-type-options', /^nosniff$/],
  ['x-frame-options', /^deny$/i],
];

/** The proxy's page, and what its answers tell of the machine. */
export async function checkPages({ fetchProxy }: CheckContext): Promise<Finding[]> {
  const page = await fetchProxy(`/?error=${encodeURIComponent(PLANTED)}`);
  const lost = HEADERS.filter(([name, form]) => !form.test(page.header(name) ?? '')).map(
    ([n]) => n,
  );
  const nothing = await fetchProxy('/no-such-page');
  return [
    judge(
      lost.length === 0,
      'security headers',
      ['as the proxy sends them', `changed or missing: ${lost.join(', ')}`],
      'Have the web server pass the proxy’s headers on, and set none of these itself.',
    ),
    judge(
      page.status === 200 && !page.body.includes('planted'),
      'the page',
      ['repeats nothing of the address', `answered ${page.status}, or repeats the address`],
      'Have the web server pass / on to the proxy.',
    ),
    judge(
      nothing.status === 404 && nothing.json.error === 'not_found',
      'an address with nothing behind it',
      ['is not found', `answered ${nothing.status}`],
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
