/** Why the registration failed and what to do. Never contains the developer token. */
export class RegisterError extends Error {
  override name = 'RegisterError';
}
