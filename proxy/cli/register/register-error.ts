/** Why nothing was registered, and what to do, in one or more sentences. Never contains the developer token. */
export class RegisterError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RegisterError';
  }
}
