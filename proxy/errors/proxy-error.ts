import { ERROR_STATUS, type ErrorCode } from '../../shared/errors.ts';

/** The message of each error code: what happened and, if the user can do something about it, what to do. */
export const ERROR_MESSAGES: Record<ErrorCode, string> = {
  bad_request: 'The request could not be understood.',
  not_authenticated: 'Nobody is signed in. Sign in to see the balance.',
  reauth_required: 'The platform ended this authorization. Sign in again.',
  forbidden: 'This address answers the Balance Companion extension alone.',
  not_found: 'There is nothing at this address.',
  rate_limited: 'Too many requests. Wait for the time that Retry-After names.',
  headers_too_large:
    'The headers of the request are too large. Delete cookies that the browser keeps for this host, then try again.',
  internal_error:
    'Something went wrong in the proxy. Try again, and tell its operator if it stays.',
  platform_error: 'The platform sent an answer that cannot be understood. Try again later.',
  platform_unavailable: 'The platform does not answer right now. Try again later.',
  platform_misconfigured:
    'The platform refuses the credentials of this proxy. Its operator must check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET.',
  store_unavailable: 'The proxy cannot reach its session store right now. Try again shortly.',
  overloaded: 'The proxy has more to do than it can handle right now. Try again in a few seconds.',
  shutting_down: 'The proxy is shutting down. Ask another one, or try again shortly.',
  platform_timeout: 'The platform took too long to answer. Try again later.',
};

/** The default of `Retry-After`. */
const RETRY_AFTER_SECONDS: Partial<Record<ErrorCode, number>> = {
  rate_limited: 60,
  platform_unavailable: 30,
  platform_misconfigured: 60,
  store_unavailable: 5,
  overloaded: 2,
  shutting_down: 5,
};

/** @param store the kind of session store */
function storeMessage(store: string): string {
  return ERROR_MESSAGES.store_unavailable.replace('session store', `session store (${store})`);
}

/** An error of the HTTP contract, as the client receives it. */
export class ProxyError extends Error {
  readonly code: ErrorCode;
  readonly statusCode: number;
  /** Seconds until another attempt makes sense; always set for 429 and 503. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    options?: {
      retryAfterSeconds?: number | undefined;
      cause?: unknown;
      /** The kind of session store that cannot be reached. */
      store?: string;
    },
  ) {
    super(
      options?.store === undefined ? ERROR_MESSAGES[code] : storeMessage(options.store),
      options?.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'ProxyError';
    this.code = code;
    this.statusCode = ERROR_STATUS[code];
    this.retryAfterSeconds = options?.retryAfterSeconds ?? RETRY_AFTER_SECONDS[code];
  }
}
