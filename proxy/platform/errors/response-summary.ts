import type { UnusableReason } from '../../observability/observer.ts';
import { isChallengePage } from './challenge-page.ts';

/** The part of a response that arrived. Header names are in lower case. */
export interface ReceivedResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body?: string;
}

/** Why the body of a response is unusable. */
export interface ResponseProblem {
  reason: 'compressed' | 'too_large' | 'not_json' | 'missing_field' | 'invalid_field' | 'refused';
  /** For the log, for example `balance_formatted is missing`; never text of the platform. */
  text: string;
}

/** What the log shows of an unusable response. It contains no text of the platform. */
export interface ResponseSummary {
  reason: UnusableReason;
  status: number;
  /** `type/subtype` in lower case; `none` if it is absent or malformed. */
  contentType: string;
  /** The host (and port) that a redirect points to. */
  redirectHost?: string | undefined;
  /** One phrase, for example `status 403, challenge page` or `balance_formatted is missing`. */
  text: string;
}

/**
 * Summarizes an unusable response for the log, the metrics and the doctor command. A challenge page, a
 * redirect or an HTML page is named as such, because it explains more than the problem found in its body.
 * @param problem undefined if the status alone makes the response unusable
 */
export function summarizeResponse(
  response: ReceivedResponse,
  problem?: ResponseProblem,
): ResponseSummary {
  const { status, headers } = response;
  const contentType = readContentType(headers['content-type']);
  const common = { status, contentType };
  if (isChallengePage(response)) {
    return { reason: 'challenge_page', ...common, text: `status ${status}, challenge page` };
  }
  if (status >= 300 && status < 400) {
    const host = readRedirectHost(headers.location);
    return {
      reason: 'redirect',
      ...common,
      redirectHost: host,
      text: `status ${status}, redirect to ${host ?? 'an address without a readable host'}`,
    };
  }
  if (isHtml(contentType, response.body)) {
    return { reason: 'html', ...common, text: `status ${status}, HTML page` };
  }
  if (problem) return { reason: problem.reason, ...common, text: problem.text };
  return { reason: 'status', ...common, text: `status ${status}` };
}

/** The media type without parameters (RFC 9110 section 8.3.1), if it is short and plain. */
function readContentType(header = ''): string {
  const [, type] = /^\s*([a-z]{1,20}\/[a-z0-9.+-]{1,40})\s*(?:[;,]|$)/i.exec(header) ?? [];
  return type?.toLowerCase() ?? 'none';
}

function isHtml(contentType: string, body = ''): boolean {
  if (/^\s*[{[]/.test(body)) return false;
  const isNamed = contentType === 'text/html' || contentType === 'application/xhtml+xml';
  return isNamed || /^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(body);
}

/** Relative addresses resolve against the host that sent them (RFC 9110 section 10.2.2). */
const RELATIVE_BASE = 'https://relative.invalid';

/** A longer label of a host name may contain an id or a token, and is not logged. */
const MAX_LABEL_LENGTH = 40;

function readRedirectHost(location = ''): string | undefined {
  const url = location === '' ? null : URL.parse(location, RELATIVE_BASE);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.origin === RELATIVE_BASE) return 'the same host';
  const isPlain = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d+)?$/.test(url.host);
  const isShort = url.host.split('.').every((label) => label.length <= MAX_LABEL_LENGTH);
  return isPlain && isShort ? url.host : undefined;
}
