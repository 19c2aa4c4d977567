import { pause } from '../timing/pause.ts';
import type { CredentialsStatus } from './credentials-status.ts';

export interface CredentialsWatchOptions {
  credentials: CredentialsStatus;
  /** Sends a request whose response updates the status. */
  check: () => Promise<void>;
  /** Milliseconds between two checks, and between two log lines. */
  intervalMs: number;
  log: { error(line: string): void; info(line: string): void };
}

/**
 * Checks the credentials until the platform accepts them again, and logs the outage: one line per interval, not
 * one per request.
 */
export class CredentialsWatch {
  readonly #options: CredentialsWatchOptions;
  readonly #closing = new AbortController();
  #isLogged = false;
  #watching: Promise<void> | undefined;

  constructor(options: CredentialsWatchOptions) {
    this.#options = options;
    options.credentials.subscribe((areRefused) => this.#update(areRefused));
  }

  /** Resolves when the current check has ended. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#watching;
  }

  #update(areRefused: boolean): void {
    if (areRefused) {
      this.#watching ??= this.#watch().finally(() => {
        this.#watching = undefined;
      });
    } else if (this.#isLogged) {
      this.#isLogged = false;
      this.#options.log.info('the platform accepts OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET again');
    }
  }

  async #watch(): Promise<void> {
    const { credentials, check, intervalMs, log } = this.#options;
    const { signal } = this.#closing;
    while (credentials.areRefused && !signal.aborted) {
      this.#isLogged = true;
      log.error(
        'the platform refuses OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET: nobody can sign in until they are right; every session is kept',
      );
      if ((await pause(intervalMs, signal)) && credentials.areRefused) await check();
    }
  }
}
