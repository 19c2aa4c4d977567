/** Why the registration failed and what to do. Never contains the developer token. */
export class RegisterError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RegisterError';
  }
}
