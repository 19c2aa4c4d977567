/** How a sign-in can fail: the codes of RFC 6749 section 4.1.2.1, and two of the proxy's own. */
export const LOGIN_ERRORS = [
  'invalid_request',
  'unauthorized_client',
  'access_denied',
  'unsupported_response_type',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
  'missing_parameters',
  'invalid_state',
] as const;

export type LoginError = (typeof LOGIN_ERRORS)[number];

/** Whether `code` is one of {@link LOGIN_ERRORS}. */
export function isLoginError(code: unknown): code is LoginError {
  return (LOGIN_ERRORS as readonly unknown[]).includes(code);
}
