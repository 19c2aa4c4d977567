import { LOGIN_ERRORS } from '../../shared/login-outcomes.ts';
import {
  fillMessage,
  type Message,
  type MessageContext,
  type MessageDefinition,
} from './message.ts';

/** How a sign-in can end without a session. */
export const SIGN_IN_ERROR_KINDS = [
  ...LOGIN_ERRORS,
  'cancelled',
  'session_not_kept',
  'session_isolated',
] as const;
export type SignInErrorKind = (typeof SIGN_IN_ERROR_KINDS)[number];

/** The text names the error code. */
const PROXY_NOT_ACCEPTED = {
  title: 'titleProxyNotAccepted',
  text: 'sentenceProxyNotAccepted',
} as const;

const SIGN_IN_ERRORS: Record<SignInErrorKind, MessageDefinition> = {
  cancelled: { title: 'titleCancelled', text: 'sentenceCancelled' },
  access_denied: { title: 'titleAccessDenied', text: 'sentenceAccessDenied' },
  missing_parameters: { title: 'titleMissingParameters', text: 'sentenceMissingParameters' },
  invalid_state: { title: 'titleInvalidState', text: 'sentenceInvalidState' },
  server_error: { title: 'titleServerError', text: 'sentenceServerError' },
  temporarily_unavailable: {
    title: 'titleTemporarilyUnavailable',
    text: 'sentenceTemporarilyUnavailable',
  },
  invalid_request: PROXY_NOT_ACCEPTED,
  unauthorized_client: PROXY_NOT_ACCEPTED,
  unsupported_response_type: PROXY_NOT_ACCEPTED,
  invalid_scope: PROXY_NOT_ACCEPTED,
  session_not_kept: {
    title: 'titleSessionNotKept',
    text: 'sentenceSessionNotKept',
    names: 'address',
  },
  session_isolated: {
    title: 'titleSessionIsolated',
    text: 'sentenceSessionIsolated',
    names: 'address',
  },
};

/** The message of a sign-in error. */
export function signInErrorMessage(kind: SignInErrorKind, context: MessageContext): Message {
  const message = fillMessage(SIGN_IN_ERRORS[kind], context);
  return SIGN_IN_ERRORS[kind] === PROXY_NOT_ACCEPTED
    ? { ...message, substitutions: [kind] }
    : message;
}
