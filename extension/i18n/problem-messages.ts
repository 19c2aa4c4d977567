import type { ProblemKind, SignInErrorKind } from '../domain/account-state.ts';
import type { DetectedServer } from '../domain/detected-server.ts';
import type { Message, MessageKey } from '../domain/message.ts';
import { PROBLEM_TITLES } from '../domain/problems.ts';
import { t } from './t.ts';

/** What sentences may name: the proxy's address (an origin) and the extension's own origin. */
export interface Names {
  address: string;
  extensionOrigin: string;
}

/** The one button that gets the user out of a problem. */
export type RecoveryAction = 'refresh' | 'allow' | 'check_address' | 'open_address' | 'sign_out';

/** What a problem says below its title, and what it offers. `names` is what goes into the sentence. */
interface Problem {
  text: MessageKey;
  names?: keyof Names;
  recovery: RecoveryAction;
}

/** What each problem says and offers, in the popup, on the options page and on the first-run page. */
export const PROBLEMS: Record<ProblemKind, Problem> = {
  permission_missing: {
    text: 'sentencePermissionMissing',
    names: 'address',
    recovery: 'allow',
  },
  unreachable: {
    text: 'sentenceUnreachable',
    names: 'address',
    recovery: 'refresh',
  },
  something_else: {
    text: 'sentenceSomethingElse',
    names: 'address',
    recovery: 'check_address',
  },
  intercepted: {
    text: 'sentenceIntercepted',
    names: 'address',
    recovery: 'open_address',
  },
  proxy_down: {
    text: 'sentenceProxyDown',
    names: 'address',
    recovery: 'refresh',
  },
  too_many_cookies: {
    text: 'sentenceTooManyCookies',
    names: 'address',
    recovery: 'refresh',
  },
  refused: {
    text: 'sentenceRefused',
    names: 'extensionOrigin',
    recovery: 'refresh',
  },
  proxy_failed: {
    text: 'sentenceProxyFailed',
    recovery: 'refresh',
  },
  platform_unavailable: {
    text: 'sentencePlatformUnavailable',
    recovery: 'refresh',
  },
  platform_error: {
    text: 'sentencePlatformError',
    recovery: 'refresh',
  },
  platform_timeout: {
    text: 'sentencePlatformTimeout',
    recovery: 'refresh',
  },
  platform_misconfigured: {
    text: 'sentencePlatformMisconfigured',
    recovery: 'refresh',
  },
  store_unavailable: {
    text: 'sentenceStoreUnavailable',
    recovery: 'refresh',
  },
  overloaded: { text: 'sentenceOverloaded', recovery: 'refresh' },
  rate_limited: {
    text: 'sentenceRateLimited',
    recovery: 'refresh',
  },
  sign_out_failed: {
    text: 'sentenceSignOutFailed',
    recovery: 'sign_out',
  },
  sign_out_refused: {
    text: 'sentenceRefused',
    names: 'extensionOrigin',
    recovery: 'sign_out',
  },
};

/** The words for a problem. */
export function problemMessage(kind: ProblemKind, values: Names): Message {
  const { text, names } = PROBLEMS[kind];
  return { title: PROBLEM_TITLES[kind], text, substitutions: names ? [values[names]] : [] };
}

/** A sentence on what seems to have responded in place of the proxy; `null` where the problem says it all. */
export function describeDetectedServer(detectedServer: DetectedServer): string | null {
  switch (detectedServer.kind) {
    case 'gateway':
      return t('seemsGateway', String(detectedServer.status));
    case 'cookies':
      return null;
    default:
      return t('addressSeems', seemingWords(detectedServer));
  }
}

/** A part of a sentence. */
function seemingWords(
  detectedServer: Exclude<DetectedServer, { kind: 'gateway' | 'cookies' }>,
): string {
  switch (detectedServer.kind) {
    case 'redirect':
      return t('seemsRedirect');
    case 'sign_in': {
      const { title, server } = detectedServer;
      return servedBy(title ? t('seemsSignInTitled', title) : t('seemsSignIn'), server);
    }
    case 'check':
    case 'page': {
      const { title, server } = detectedServer;
      return servedBy(title ? t('seemsPageTitled', title) : t('seemsPage'), server);
    }
    case 'json':
      return detectedServer.name ? t('seemsJsonNamed', detectedServer.name) : t('seemsJson');
    case 'kin':
      return t('seemsKin');
    case 'unknown':
      return t('seemsUnknown', String(detectedServer.status));
  }
}

function servedBy(what: string, server: string | null): string {
  return server ? t('seemsServedBy', what, server) : what;
}

/** The words for each way in which a sign-in can end without a session. */
export function signInErrorMessage(kind: SignInErrorKind, names: Names): Message {
  switch (kind) {
    case 'cancelled':
      return saying('titleCancelled', 'sentenceCancelled');
    case 'access_denied':
      return saying('titleAccessDenied', 'sentenceAccessDenied');
    case 'missing_parameters':
      return saying('titleMissingParameters', 'sentenceMissingParameters');
    case 'invalid_state':
      return saying('titleInvalidState', 'sentenceInvalidState');
    case 'server_error':
      return saying('titleServerError', 'sentenceServerError');
    case 'temporarily_unavailable':
      return saying('titleTemporarilyUnavailable', 'sentenceTemporarilyUnavailable');
    case 'invalid_request':
    case 'unauthorized_client':
    case 'unsupported_response_type':
    case 'invalid_scope':
      return saying('titleProxyNotAccepted', 'sentenceProxyNotAccepted', kind);
    case 'session_not_kept':
      return saying('titleSessionNotKept', 'sentenceSessionNotKept', names.address);
    case 'session_isolated':
      return saying('titleSessionIsolated', 'sentenceSessionIsolated', names.address);
  }
}

function saying(title: MessageKey, text: MessageKey, ...substitutions: string[]): Message {
  return { title, text, substitutions };
}
