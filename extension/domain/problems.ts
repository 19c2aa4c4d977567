import type { MessageKey } from './message.ts';

/** All that can stand between the user and a current balance, with its headline for pages and tooltip. */
export const PROBLEM_TITLES = {
  permission_missing: 'titlePermissionMissing',
  unreachable: 'titleUnreachable',
  something_else: 'titleSomethingElse',
  intercepted: 'titleIntercepted',
  proxy_down: 'titleProxyDown',
  too_many_cookies: 'titleTooManyCookies',
  refused: 'titleRefused',
  proxy_failed: 'titleProxyFailed',
  platform_unavailable: 'titlePlatformUnavailable',
  platform_error: 'titlePlatformError',
  platform_timeout: 'titlePlatformTimeout',
  platform_misconfigured: 'titlePlatformMisconfigured',
  store_unavailable: 'titleStoreUnavailable',
  overloaded: 'titleOverloaded',
  rate_limited: 'titleRateLimited',
  sign_out_failed: 'titleSignOutFailed',
  sign_out_refused: 'titleSignOutFailed',
} as const satisfies Record<string, MessageKey>;

export type ProblemKind = keyof typeof PROBLEM_TITLES;

export const PROBLEM_KINDS = Object.keys(PROBLEM_TITLES) as ProblemKind[];
