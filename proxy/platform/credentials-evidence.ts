export interface CredentialsEvidenceOptions {
  /** Unix milliseconds. */
  now: () => number;
}

/** Milliseconds for which responses without an error code are believed, without another one for a session. */
const BELIEVED_MS = 5 * 60_000;

/**
 * Whether the platform refuses our client id and secret, by its responses. An error code says so by itself
 * (RFC 6749 section 5.2). A 401 without one says so only when the grants of different sessions get it with no
 * success in between: it can be how this platform refuses a refresh token. A code exchange proves nothing
 * with such a 401, since anybody can send a made-up code.
 */
export class CredentialsEvidence {
  readonly #options: CredentialsEvidenceOptions;
  /** The session that got a 401 without an error code, since the last success. */
  #unauthorized: string | undefined;
  #refused: 'named' | 'unnamed' | undefined;
  #unnamedAt = 0;
  #listener: (areRefused: boolean) => void = () => {};

  constructor(options: CredentialsEvidenceOptions) {
    this.#options = options;
  }

  /** Has `listener` called with every response that shows whether the platform refuses the credentials. */
  subscribe(listener: (areRefused: boolean) => void): void {
    this.#listener = listener;
  }

  get areRefused(): boolean {
    return this.#refused !== undefined;
  }

  /** Tokens were issued, or a grant was refused, which the platform looks at only after the credentials. */
  accepted(): void {
    this.#unauthorized = undefined;
    this.#set(undefined);
  }

  /** The platform said `invalid_client` or `unauthorized_client`. */
  refused(): void {
    this.#set('named');
  }

  /** The refresh token of a session was answered with a 401 without an error code. */
  unauthorized(session: string): void {
    this.#unauthorized ??= session;
    if (this.#unauthorized === session) return;
    this.#unnamedAt = this.#options.now();
    this.#set(this.#refused ?? 'unnamed');
  }

  /** A made-up refresh token was answered with a 401 without an error code, which proves nothing. */
  unauthorizedCheck(): void {
    const age = Math.abs(this.#options.now() - this.#unnamedAt);
    if (this.#refused === 'named' || age > BELIEVED_MS) this.accepted();
  }

  #set(refused: 'named' | 'unnamed' | undefined): void {
    this.#refused = refused;
    this.#listener(refused !== undefined);
  }
}
