import type { ProblemKind, SignInErrorKind } from '../domain/account-state.ts';
import type { DetectedServer } from '../domain/detected-server.ts';
import { PROBLEM_TITLES } from '../domain/problems.ts';
import { type MessageKey, t } from './t.ts';

/** A headline, and a sentence that says what to do. `gaps` go into the sentence. */
export interface Message {
  title: MessageKey;
  sentence: MessageKey;
  gaps: readonly string[];
}

/** What sentences may name: the proxy's address (an origin) and the extension's own origin. */
export interface Names {
  address: string;
  extensionOrigin: string;
}

/** The one button that gets the user out of a problem. */
export type RecoveryAction = 'refresh' | 'allow' | 'check_address' | 'open_address' | 'sign_out';

/** What a problem says below its title, and what it offers. `names` is what goes into the sentence. */
interface Problem {
  sentence: MessageKey;
  names?: keyof Names;
  recovery: RecoveryAction;
}

/** What each problem says and offers, in the popup, on the options page and on the first-run page. */
export const PROBLEMS: Record<ProblemKind, Problem> = {
  permission_missing: {
    sentence: 'sentencePermissionMissing',
    names: 'address',
    recovery: 'allow',
  },
  unreachable: {
    sentence: 'sentenceUnreachable',
    names: 'address',
    recovery: 'refresh',
  },
  something_else: {
    sentence: 'sentenceSomethingElse',
    names: 'address',
    recovery: 'check_address',
  },
  intercepted: {
    sentence: 'sentenceIntercepted',
    names: 'address',
    recovery: 'open_address',
  },
  proxy_down: {
    sentence: 'sentenceProxyDown',
    names: 'address',
    recovery: 'refresh',
  },
  too_many_cookies: {
    sentence: 'sentenceTooManyCookies',
    names: 'address',
    recovery: 'refresh',
  },
  refused: {
    sentence: 'sentenceRefused',
    names: 'extensionOrigin',
    recovery: 'refresh',
  },
  proxy_failed: {
    sentence: 'sentenceProxyFailed',
    recovery: 'refresh',
  },
  platform_unavailable: {
    sentence: 'sentencePlatformUnavailable',
    recovery: 'refresh',
  },
  platform_error: {
    sentence: 'sentencePlatformError',
    recovery: 'refresh',
  },
  platform_timeout: {
    sentence: 'sentencePlatformTimeout',
    recovery: 'refresh',
  },
  platform_misconfigured: {
    sentence: 'sentencePlatformMisconfigured',
    recovery: 'refresh',
  },
  store_unavailable: {
    sentence: 'sentenceStoreUnavailable',
    recovery: 'refresh',
  },
  overloaded: { sentence: 'sentenceOverloaded', recovery: 'refresh' },
  rate_limited: {
    sentence: 'sentenceRateLimited',
    recovery: 'refresh',
  },
  sign_out_failed: {
    sentence: 'sentenceSignOutFailed',
    recovery: 'sign_out',
  },
  sign_out_refused: {
    sentence: 'sentenceRefused',
    names: 'extensionOrigin',
    recovery: 'sign_out',
  },
};

/** The words for a problem. */
export function problemMessages(kind: ProblemKind, values: Names): Message {
  const { sentence, names } = PROBLEMS[kind];
  return { title: PROBLEM_TITLES[kind], sentence, gaps: names ? [values[names]] : [] };
}

/** A sentence on what seems to have responded in place of the proxy; `null` where the problem says it all. */
export function detectedServerSentence(seems: DetectedServer): string | null {
  switch (seems.kind) {
    case 'gateway':
      return t('seemsGateway', String(seems.status));
    case 'cookies':
      return null;
    default:
      return t('addressSeems', seemingWords(seems));
  }
}

/** A part of a sentence. */
function seemingWords(seems: Exclude<DetectedServer, { kind: 'gateway' | 'cookies' }>): string {
  switch (seems.kind) {
    case 'redirect':
      return t('seemsRedirect');
    case 'sign_in': {
      const { title, server } = seems;
      return servedBy(title ? t('seemsSignInTitled', title) : t('seemsSignIn'), server);
    }
    case 'check':
    case 'page': {
      const { title, server } = seems;
      return servedBy(title ? t('seemsPageTitled', title) : t('seemsPage'), server);
    }
    case 'json':
      return seems.name ? t('seemsJsonNamed', seems.name) : t('seemsJson');
    case 'kin':
      return t('seemsKin');
    case 'unknown':
      return t('seemsUnknown', String(seems.status));
  }
}

function servedBy(what: string, server: string | null): string {
  return server ? t('seemsServedBy', what, server) : what;
}

/** The words for each way in which a sign-in can end without a session. */
export function signInErrorMessages(kind: SignInErrorKind, names: Names): Message {
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

function saying(title: MessageKey, sentence: MessageKey, ...gaps: string[]): Message {
  return { title, sentence, gaps };
}
