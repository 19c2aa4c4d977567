import { LOGIN_ERRORS } from '../../shared/login-outcomes.ts';
import { type Message, type MessageContext, messageOf } from './message.ts';

/** How a sign-in can end without a session. */
export const SIGN_IN_ERROR_KINDS = [
  ...LOGIN_ERRORS,
  'cancelled',
  'session_not_kept',
  'session_isolated',
  'slots_unsupported',
] as const;
export type SignInErrorKind = (typeof SIGN_IN_ERROR_KINDS)[number];

/** The message of a sign-in error. */
export function signInErrorMessage(kind: SignInErrorKind, { address }: MessageContext): Message {
  switch (kind) {
    case 'invalid_request':
    case 'unauthorized_client':
    case 'unsupported_response_type':
    case 'invalid_scope':
      return messageOf('proxy_not_accepted', kind);
    case 'session_not_kept':
    case 'session_isolated':
      return messageOf(kind, address);
    default:
      return messageOf(kind);
  }
}

/** Whether something went wrong, or the user has decided against the sign-in. */
export function signInErrorTone(kind: SignInErrorKind): 'problem' | 'info' {
  return kind === 'access_denied' || kind === 'cancelled' ? 'info' : 'problem';
}
