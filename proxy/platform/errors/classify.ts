import type { Progress } from '../response-reader.ts';
import {
  type ReceivedResponse,
  type ResponseProblem,
  summarizeResponse,
} from '../response-summary.ts';
import { PlatformError } from './platform-error.ts';

const TIMED_OUT = /^UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT$/;

/** The connection ended before the length that was promised, or before the last chunk. */
const ENDED_EARLY = /^(UND_ERR_RES_CONTENT_LENGTH_MISMATCH|HPE_INVALID_EOF_STATE)$/;

/** Names and codes of what is no HTTP; the parser gives some of its errors no code, and asserts others. */
const BROKEN_HTTP =
  /^(HTTPParserError|HPE_|ERR_ASSERTION|UND_ERR_RES_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RESPONSE)/;

/** What the HTTP client says of interim answers that nobody asked for; the code is that of a lost connection. */
const ODD_INTERIM_ANSWER = /^bad (response|upgrade)$/;

/** What undici says when an outbound proxy refuses a connection, with the status of its response. */
const OUTBOUND_PROXY_REFUSAL = /^Proxy (?:response|Authentication Required) \((\d{3})\)/;

/** How a request ended. */
export interface Ending extends Progress {
  deadlinePassed: boolean;
  /** The `host:port` of the outbound proxy in between. */
  outboundProxy: string | undefined;
}

/** What a call means that ended in an error of the connection or of HTTP itself. */
export function connectionError(
  error: unknown,
  { deadlinePassed, sent, hasHead, outboundProxy }: Ending,
): PlatformError {
  if (error instanceof PlatformError) return error;
  const { code: given, name, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  const code = given ?? name ?? 'unknown';
  const [, refusal] = OUTBOUND_PROXY_REFUSAL.exec(message ?? '') ?? [];
  if (refusal !== undefined) {
    return new PlatformError('unreachable', `refused by the outbound proxy (status ${refusal})`);
  }
  const way = outboundProxy === undefined ? '' : ` through the outbound proxy ${outboundProxy}`;
  if (deadlinePassed || TIMED_OUT.test(code)) {
    const detail = sent ? 'time limit passed' : `no connection${way} within the time limit`;
    return new PlatformError('timeout', detail, { sent });
  }
  if (!sent) return new PlatformError('unreachable', `no connection${way} (${code})`);
  const endedEarly = hasHead && ENDED_EARLY.test(code);
  const isBroken = BROKEN_HTTP.test(code) && !endedEarly;
  if (isBroken || ODD_INTERIM_ANSWER.test(message ?? '')) {
    return new PlatformError('unreadable', 'broken HTTP');
  }
  return new PlatformError('cut_off', `connection lost (${code})`);
}

/** The error for a response that has a usable status and an unusable body. */
export function unusableResponseError(
  received: ReceivedResponse,
  problem: ResponseProblem,
): PlatformError {
  const response = summarizeResponse(received, problem);
  return new PlatformError('unreadable', response.text, { response });
}

const LONGEST_RETRY_AFTER = 3600;

/**
 * Seconds that a `Retry-After` header names, as a number or a date (RFC 9110 section 10.2.3), at most an hour.
 * @param now Unix milliseconds on the clock of the server that sent it
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const isDate = /^[A-Z][a-z]{2,8},? /.test(header);
  const seconds = isDate ? (Date.parse(header) - now) / 1000 : Number(header);
  if (!Number.isFinite(seconds) || (!isDate && !/^\d+$/.test(header))) return undefined;
  return Math.min(LONGEST_RETRY_AFTER, Math.max(1, Math.ceil(seconds)));
}
