import type { NoticeKind, TroubleKind } from '../account/state.ts';
import type { MessageKey } from './say.ts';

/** A headline, and a sentence that says what to do. `gaps` go into the sentence. */
export interface Saying {
  title: MessageKey;
  sentence: MessageKey;
  gaps: readonly string[];
}

/** What sentences may name: the proxy's address (an origin) and the extension's own origin. */
export interface Names {
  address: string;
  extensionOrigin: string;
}

/** The words for each trouble; the settings and the popup use the same. */
export function troubleWords(kind: TroubleKind, names: Names): Saying {
  const { address, extensionOrigin } = names;
  switch (kind) {
    case 'permission_missing':
      return saying('titlePermissionMissing', 'sentencePermissionMissing', address);
    case 'unreachable':
      return saying('titleUnreachable', 'sentenceUnreachable', address);
    case 'something_else':
      return saying('titleSomethingElse', 'sentenceSomethingElse', address);
    case 'refused':
      return saying('titleRefused', 'sentenceRefused', extensionOrigin);
    case 'proxy_failed':
      return saying('titleProxyFailed', 'sentenceProxyFailed');
    case 'platform_unavailable':
      return saying('titlePlatformUnavailable', 'sentencePlatformUnavailable');
    case 'platform_error':
      return saying('titlePlatformError', 'sentencePlatformError');
    case 'platform_timeout':
      return saying('titlePlatformTimeout', 'sentencePlatformTimeout');
    case 'platform_misconfigured':
      return saying('titlePlatformMisconfigured', 'sentencePlatformMisconfigured');
    case 'store_unavailable':
      return saying('titleStoreUnavailable', 'sentenceStoreUnavailable');
    case 'overloaded':
      return saying('titleOverloaded', 'sentenceOverloaded');
    case 'rate_limited':
      return saying('titleRateLimited', 'sentenceRateLimited');
    case 'sign_out_failed':
      return saying('titleSignOutFailed', 'sentenceSignOutFailed');
    case 'sign_out_refused':
      return saying('titleSignOutFailed', 'sentenceRefused', extensionOrigin);
  }
}

/** The words for each way in which a sign-in can end without a session. */
export function noticeWords(kind: NoticeKind, names: Names): Saying {
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
  }
}

function saying(title: MessageKey, sentence: MessageKey, ...gaps: string[]): Saying {
  return { title, sentence, gaps };
}
