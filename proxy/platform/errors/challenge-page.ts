/** Headers by which web application firewalls mark a challenge page, and their values. */
const CHALLENGE_HEADERS: readonly [string, RegExp][] = [
  ['cf-mitigated', /challenge/i],
  ['x-amzn-waf-action', /challenge|captcha/i],
];

/** Scripts that only the challenge pages of Cloudflare and Alibaba Cloud load. */
const CHALLENGE_SCRIPTS = /\/cdn-cgi\/challenge-platform\/|_cf_chl_opt|acw_sc__v2/;

/** Whether a web application firewall responded in place of the platform, with a page for a browser to solve. */
export function isChallengePage({
  headers,
  body = '',
}: {
  headers: Readonly<Record<string, string>>;
  body?: string;
}): boolean {
  const isMarked = CHALLENGE_HEADERS.some(([name, mark]) => mark.test(headers[name] ?? ''));
  return isMarked || (/^\s*</.test(body) && CHALLENGE_SCRIPTS.test(body));
}
