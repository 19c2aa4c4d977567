import { backoffMs } from '../timing/backoff.ts';
import { pause } from '../timing/pause.ts';

/** Must be shorter than the time for which other processes leave an expired lease alone. */
const RETRY = { firstMs: 50, maxMs: 1_000 };

interface Unsaved {
  write: () => Promise<unknown>;
  /** Resolves when the tokens are written, or writing has been given up. */
  retries: Promise<void> | undefined;
}

/**
 * Tokens that the platform issued and the store has not accepted yet. They may be the only copy of a rotated refresh
 * token, so the write is repeated until it succeeds or the session is gone.
 */
export class UnsavedTokens {
  readonly #unsaved = new Map<string, Unsaved>();
  readonly #onChange: (count: number) => void;
  readonly #closing = new AbortController();

  /** @param onChange receives the number of unsaved tokens */
  constructor(onChange: (count: number) => void) {
    this.#onChange = onChange;
  }

  /** @param write resolves when the tokens are written, or no longer need to be */
  add(key: string, write: () => Promise<unknown>): void {
    const unsaved: Unsaved = { write, retries: undefined };
    this.#unsaved.set(key, unsaved);
    this.#onChange(this.#unsaved.size);
    unsaved.retries = this.#retry(key);
  }

  /** Writes the unsaved tokens of a session now, if there are any; rejects if the store fails again. */
  async writeNow(key: string): Promise<void> {
    const unsaved = this.#unsaved.get(key);
    if (!unsaved) return;
    await unsaved.write();
    if (this.#unsaved.get(key) !== unsaved) return;
    this.#unsaved.delete(key);
    this.#onChange(this.#unsaved.size);
  }

  /** Repeats the writes for at most `limitMs`; returns how many tokens were lost. */
  async close(limitMs: number): Promise<number> {
    const timer = setTimeout(() => this.#closing.abort(), limitMs);
    await Promise.all([...this.#unsaved.values()].map(({ retries }) => retries));
    clearTimeout(timer);
    return this.#unsaved.size;
  }

  async #retry(key: string): Promise<void> {
    const { signal } = this.#closing;
    for (let attempt = 0; this.#unsaved.has(key) && !signal.aborted; attempt++) {
      await pause(backoffMs(attempt, RETRY), signal);
      await this.writeNow(key).catch(() => {});
    }
  }
}
