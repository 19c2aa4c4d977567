/** Milliseconds for which a refusal without an error code counts, unless another caller gets one. */
const MAX_AGE_WITHOUT_CODE_MS = 5 * 60_000;

/**
 * Whether the platform refuses the client id and secret, judged by its responses. An error code is sufficient
 * (RFC 6749 section 5.2). A 401 without one can also be how the platform refuses a refresh token; it counts if
 * different callers get it with no success in between. For a code exchange it proves nothing, because anybody
 * can send a made-up code.
 */
export class CredentialsStatus {
  readonly #now: () => number;
  /** The caller that got a 401 without an error code since the last success. */
  #unauthorizedCaller: string | undefined;
  #refused: 'with code' | 'without code' | undefined;
  #refusedWithoutCodeAt = 0;
  #listener: (areRefused: boolean) => void = () => {};

  /** @param now Unix milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Sets the function that is called after every response that shows whether the credentials are refused. */
  subscribe(listener: (areRefused: boolean) => void): void {
    this.#listener = listener;
  }

  get areRefused(): boolean {
    return this.#refused !== undefined;
  }

  /** Must be called if tokens were issued, or if a grant was refused: the platform checks credentials first. */
  accepted(): void {
    this.#unauthorizedCaller = undefined;
    this.#set(undefined);
  }

  /** Must be called for `invalid_client` and `unauthorized_client`. */
  refused(): void {
    this.#set('with code');
  }

  /** Must be called if a refresh token was answered with 401 and no error code. */
  unauthorized(caller: string): void {
    this.#unauthorizedCaller ??= caller;
    if (this.#unauthorizedCaller === caller) return;
    this.#refusedWithoutCodeAt = this.#now();
    this.#set(this.#refused ?? 'without code');
  }

  /** Must be called if a made-up refresh token was answered with 401 and no error code, which proves nothing. */
  unauthorizedCheck(): void {
    const ageMs = Math.abs(this.#now() - this.#refusedWithoutCodeAt);
    if (this.#refused === 'with code' || ageMs > MAX_AGE_WITHOUT_CODE_MS) this.accepted();
  }

  #set(refused: 'with code' | 'without code' | undefined): void {
    this.#refused = refused;
    this.#listener(refused !== undefined);
  }
}
