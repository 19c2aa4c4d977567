import { setTimeout as wait } from 'node:timers/promises';
import type { CredentialsEvidence } from './credentials-evidence.ts';

export interface CredentialsWatchOptions {
  evidence: CredentialsEvidence;
  /** Asks the platform whether it accepts the credentials; the result goes to the evidence. */
  check: () => Promise<void>;
  /** Milliseconds from one check, and one line in the log, to the next. */
  every: number;
  log: { error(line: string): void; info(line: string): void };
}

/**
 * What happens while the platform refuses our client id and secret: the log says so, once in a while
 * and not for every request, and the platform is asked until it accepts them again.
 */
export class CredentialsWatch {
  readonly #options: CredentialsWatchOptions;
  readonly #closing = new AbortController();
  #refused = false;
  #isToldOf = false;
  #watching: Promise<void> | undefined;

  constructor(options: CredentialsWatchOptions) {
    this.#options = options;
    options.evidence.subscribe((areRefused) => this.#update(areRefused));
  }

  #update(refused: boolean): void {
    this.#refused = refused;
    if (refused) {
      this.#watching ??= this.#watch().finally(() => {
        this.#watching = undefined;
      });
    } else if (this.#isToldOf) {
      this.#isToldOf = false;
      this.#options.log.info('the platform accepts OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET again');
    }
  }

  /** Resolves when the check under way is done. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    const { check, every, log } = this.#options;
    const { signal } = this.#closing;
    while (this.#refused && !signal.aborted) {
      this.#isToldOf = true;
      log.error(
        'the platform refuses OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET: nobody can sign in until they are right; every session is kept',
      );
      await wait(every, undefined, { signal, ref: false }).catch(() => {});
      if (this.#refused && !signal.aborted) await check();
    }
  }
}
