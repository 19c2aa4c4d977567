import type { UnusableReason } from '../observability/observer.ts';

/** A response as far as it arrived. Header names are in lower case. */
export interface ReceivedResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body?: string;
}

/** What is wrong with a response that looks like one of the platform's own. */
export interface ResponseProblem {
  reason: 'compressed' | 'too_large' | 'not_json' | 'missing_field' | 'invalid_field' | 'refused';
  /** In our own words, for example `balance_formatted is missing`. */
  text: string;
}

/** What an operator may know of an unusable response. It repeats no text of the platform. */
export interface ResponseSummary {
  reason: UnusableReason;
  status: number;
  /** `type/subtype` in lower case; `none` without a readable one. */
  contentType: string;
  /** Where a redirect points, the host (and port) alone. */
  redirectHost?: string;
  /** One phrase, for example `status 403, challenge page` or `balance_formatted is missing`. */
  text: string;
}

/**
 * Summarizes a response that could not be used, for the log, the metrics and the doctor command.
 * A challenge page, a redirect and an HTML page explain more than the problem that was found in them.
 * @param problem undefined where the status alone makes the response unusable
 */
export function summarizeResponse(
  response: ReceivedResponse,
  problem?: ResponseProblem,
): ResponseSummary {
  const { status, headers } = response;
  const contentType = readContentType(headers['content-type']);
  const common = { status, contentType };
  if (isChallenge(response)) {
    return { reason: 'challenge_page', ...common, text: `status ${status}, challenge page` };
  }
  if (status >= 300 && status < 400) {
    const host = readRedirectHost(headers.location);
    return {
      reason: 'redirect',
      ...common,
      ...(host !== undefined && { redirectHost: host }),
      text: `status ${status}, redirect to ${host ?? 'an address without a readable host'}`,
    };
  }
  if (isHtml(contentType, response.body)) {
    return { reason: 'html', ...common, text: `status ${status}, HTML page` };
  }
  if (problem) return { reason: problem.reason, ...common, text: problem.text };
  return { reason: 'status', ...common, text: `status ${status}` };
}

/** Headers by which a web application firewall marks a challenge, and what they say then. */
const CHALLENGE_HEADERS: readonly [string, RegExp][] = [
  ['cf-mitigated', /challenge/i],
  ['x-amzn-waf-action', /challenge|captcha/i],
];

/** Scripts that only challenge pages load: those of Cloudflare and of Alibaba Cloud. */
const CHALLENGE_SCRIPTS = /\/cdn-cgi\/challenge-platform\/|_cf_chl_opt|acw_sc__v2/;

function isChallenge({ headers, body = '' }: ReceivedResponse): boolean {
  const isMarked = CHALLENGE_HEADERS.some(([name, mark]) => mark.test(headers[name] ?? ''));
  return isMarked || (/^\s*</.test(body) && CHALLENGE_SCRIPTS.test(body));
}

/** A media type without its parameters (RFC 9110 section 8.3.1), if it is short and plain. */
function readContentType(header = ''): string {
  const [, type] = /^\s*([a-z]{1,20}\/[a-z0-9.+-]{1,40})\s*(?:[;,]|$)/i.exec(header) ?? [];
  return type?.toLowerCase() ?? 'none';
}

function isHtml(contentType: string, body = ''): boolean {
  if (/^\s*[{[]/.test(body)) return false;
  const isNamed = contentType === 'text/html' || contentType === 'application/xhtml+xml';
  return isNamed || /^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(body);
}

/** A relative address stands for the host that sent it (RFC 9110 section 10.2.2). */
const RELATIVE_BASE = 'https://relative.invalid';

/** Longest label of a host that is repeated: longer ones may carry an id or a token. */
const MAX_LABEL_LENGTH = 40;

function readRedirectHost(location = ''): string | undefined {
  const url = location === '' ? null : URL.parse(location, RELATIVE_BASE);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.origin === RELATIVE_BASE) return 'the same host';
  const isPlain = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d+)?$/.test(url.host);
  const isShort = url.host.split('.').every((label) => label.length <= MAX_LABEL_LENGTH);
  return isPlain && isShort ? url.host : undefined;
}
