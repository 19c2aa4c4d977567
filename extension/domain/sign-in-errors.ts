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
  text: 'textProxyNotAccepted',
} as const;

const SIGN_IN_ERRORS: Record<SignInErrorKind, MessageDefinition> = {
  cancelled: { title: 'titleCancelled', text: 'textCancelled' },
  access_denied: { title: 'titleAccessDenied', text: 'textAccessDenied' },
  missing_parameters: { title: 'titleMissingParameters', text: 'textMissingParameters' },
  invalid_state: { title: 'titleInvalidState', text: 'textInvalidState' },
  server_error: { title: 'titleServerError', text: 'textServerError' },
  temporarily_unavailable: {
    title: 'titleTemporarilyUnavailable',
    text: 'textTemporarilyUnavailable',
  },
  invalid_request: PROXY_NOT_ACCEPTED,
  unauthorized_client: PROXY_NOT_ACCEPTED,
  unsupported_response_type: PROXY_NOT_ACCEPTED,
  invalid_scope: PROXY_NOT_ACCEPTED,
  session_not_kept: {
    title: 'titleSessionNotKept',
    text: 'textSessionNotKept',
    names: 'address',
  },
  session_isolated: {
    title: 'titleSessionIsolated',
    text: 'textSessionIsolated',
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
