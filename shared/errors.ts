/** The proxy's error codes and their HTTP statuses. */
export const ERROR_STATUS = {
  bad_request: 400,
  not_authenticated: 401,
  reauth_required: 401,
  forbidden: 403,
  not_found: 404,
  rate_limited: 429,
  headers_too_large: 431,
  internal_error: 500,
  platform_error: 502,
  platform_unavailable: 503,
  platform_misconfigured: 503,
  store_unavailable: 503,
  overloaded: 503,
  shutting_down: 503,
  platform_timeout: 504,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export const ERROR_CODES = Object.keys(ERROR_STATUS) as ErrorCode[];
