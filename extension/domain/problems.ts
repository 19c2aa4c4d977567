import {
  fillMessage,
  type Message,
  type MessageContext,
  type MessageDefinition,
} from './message.ts';

/** The one button that gets the user out of a problem. */
export type RecoveryAction = 'refresh' | 'allow' | 'check_address' | 'open_address' | 'sign_out';

interface ProblemDefinition extends MessageDefinition {
  recovery: RecoveryAction;
  /** Whether the problem shows that a proxy of ours responded. */
  proxyResponded: boolean;
}

/**
 * All that can stand between the user and a current balance. The pages show the title, the text and the
 * button of the recovery action. The tooltip shows the title, and the badge marks every problem alike.
 */
export const PROBLEMS = {
  permission_missing: {
    title: 'titlePermissionMissing',
    text: 'textPermissionMissing',
    names: 'address',
    recovery: 'allow',
    proxyResponded: false,
  },
  unreachable: {
    title: 'titleUnreachable',
    text: 'textUnreachable',
    names: 'address',
    recovery: 'refresh',
    proxyResponded: false,
  },
  something_else: {
    title: 'titleSomethingElse',
    text: 'textSomethingElse',
    names: 'address',
    recovery: 'check_address',
    proxyResponded: false,
  },
  intercepted: {
    title: 'titleIntercepted',
    text: 'textIntercepted',
    names: 'address',
    recovery: 'open_address',
    proxyResponded: false,
  },
  proxy_down: {
    title: 'titleProxyDown',
    text: 'textProxyDown',
    names: 'address',
    recovery: 'refresh',
    proxyResponded: false,
  },
  too_many_cookies: {
    title: 'titleTooManyCookies',
    text: 'textTooManyCookies',
    names: 'address',
    recovery: 'refresh',
    proxyResponded: false,
  },
  refused: {
    title: 'titleRefused',
    text: 'textRefused',
    names: 'extensionOrigin',
    recovery: 'refresh',
    proxyResponded: false,
  },
  proxy_failed: {
    title: 'titleProxyFailed',
    text: 'textProxyFailed',
    recovery: 'refresh',
    proxyResponded: true,
  },
  platform_unavailable: {
    title: 'titlePlatformUnavailable',
    text: 'textPlatformUnavailable',
    recovery: 'refresh',
    proxyResponded: true,
  },
  platform_error: {
    title: 'titlePlatformError',
    text: 'textPlatformError',
    recovery: 'refresh',
    proxyResponded: true,
  },
  platform_timeout: {
    title: 'titlePlatformTimeout',
    text: 'textPlatformTimeout',
    recovery: 'refresh',
    proxyResponded: true,
  },
  platform_misconfigured: {
    title: 'titlePlatformMisconfigured',
    text: 'textPlatformMisconfigured',
    recovery: 'refresh',
    proxyResponded: true,
  },
  store_unavailable: {
    title: 'titleStoreUnavailable',
    text: 'textStoreUnavailable',
    recovery: 'refresh',
    proxyResponded: true,
  },
  overloaded: {
    title: 'titleOverloaded',
    text: 'textOverloaded',
    recovery: 'refresh',
    proxyResponded: true,
  },
  rate_limited: {
    title: 'titleRateLimited',
    text: 'textRateLimited',
    recovery: 'refresh',
    proxyResponded: true,
  },
  sign_out_failed: {
    title: 'titleSignOutFailed',
    text: 'textSignOutFailed',
    recovery: 'sign_out',
    proxyResponded: true,
  },
  sign_out_refused: {
    title: 'titleSignOutFailed',
    text: 'textRefused',
    names: 'extensionOrigin',
    recovery: 'sign_out',
    proxyResponded: true,
  },
} as const satisfies Record<string, ProblemDefinition>;

export type ProblemKind = keyof typeof PROBLEMS;

export const PROBLEM_KINDS = Object.keys(PROBLEMS) as ProblemKind[];

/** The message of a problem. */
export function problemMessage(kind: ProblemKind, context: MessageContext): Message {
  return fillMessage(PROBLEMS[kind], context);
}
