import { PlatformError } from './platform-error.ts';

const TIMED_OUT = /^UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT$/;

/** The connection ended before the announced length or the last chunk. */
const ENDED_EARLY = /^(UND_ERR_RES_CONTENT_LENGTH_MISMATCH|HPE_INVALID_EOF_STATE)$/;

/** Parser errors for malformed HTTP: codes, or names where the parser gives no code. */
const MALFORMED_HTTP =
  /^(HTTPParserError|HPE_|ERR_ASSERTION|UND_ERR_RES_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RESPONSE)/;

/** undici reports unexpected interim responses with the code of a lost connection and these messages. */
const UNEXPECTED_INTERIM_RESPONSE = /^bad (response|upgrade)$/;

/** The message of undici for an outbound proxy that refuses a connection; it ends with the status. */
const OUTBOUND_PROXY_REFUSAL = /^Proxy (?:response|Authentication Required) \((\d{3})\)/;

/** How far a request got. */
export interface RequestProgress {
  /** Whether a part of it may have been written; false while undici was still connecting. */
  isWritten: boolean;
  /** Whether the status and the headers of the response arrived. */
  hasHead: boolean;
}

export interface ConnectionFailure extends RequestProgress {
  deadlinePassed: boolean;
  /** The `host:port` of the outbound proxy; undefined for a direct connection. */
  outboundProxy: string | undefined;
}

/** The platform error for an error of undici, which came from the connection or from malformed HTTP. */
export function connectionError(
  error: unknown,
  { deadlinePassed, isWritten, hasHead, outboundProxy }: ConnectionFailure,
): PlatformError {
  if (error instanceof PlatformError) return error;
  const { code: errorCode, name, message = '' } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  const code = errorCode ?? name ?? 'unknown';
  const [, refusalStatus] = OUTBOUND_PROXY_REFUSAL.exec(message) ?? [];
  if (refusalStatus !== undefined) {
    const detail = `refused by the outbound proxy (status ${refusalStatus})`;
    return new PlatformError('unreachable', detail);
  }
  const through = outboundProxy === undefined ? '' : ` through the outbound proxy ${outboundProxy}`;
  if (deadlinePassed || TIMED_OUT.test(code)) {
    const detail = isWritten
      ? 'time limit passed'
      : `no connection${through} within the time limit`;
    return new PlatformError('timeout', detail, { isWritten });
  }
  if (!isWritten) return new PlatformError('unreachable', `no connection${through} (${code})`);
  const isMalformed = MALFORMED_HTTP.test(code) && !(hasHead && ENDED_EARLY.test(code));
  if (isMalformed || UNEXPECTED_INTERIM_RESPONSE.test(message)) {
    return new PlatformError('unreadable', 'malformed HTTP');
  }
  return new PlatformError('cut_off', `connection lost (${code})`);
}
