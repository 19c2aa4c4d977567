import { backoffMs } from '../timing/backoff.ts';
import { pause } from '../timing/pause.ts';

/** Must be shorter than the time for which other processes leave an expired lease alone. */
const RETRY = { firstMs: 50, maxMs: 1_000 };

/**
 * Tokens that the platform issued and the store has not accepted yet. They may be the only copy of a rotated refresh
 * token, so the write is repeated until it succeeds or the session is gone.
 */
export class UnsavedTokens {
  readonly #writes = new Map<string, () => Promise<unknown>>();
  readonly #retries = new Set<Promise<void>>();
  readonly #onChange: (count: number) => void;
  readonly #closing = new AbortController();

  /** @param onChange receives the number of unsaved tokens */
  constructor(onChange: (count: number) => void) {
    this.#onChange = onChange;
  }

  get count(): number {
    return this.#writes.size;
  }

  /** @param write resolves when the tokens are written, or no longer need to be */
  add(key: string, write: () => Promise<unknown>): void {
    this.#writes.set(key, write);
    this.#onChange(this.count);
    const retries = this.#retry(key).finally(() => this.#retries.delete(retries));
    this.#retries.add(retries);
  }

  /** Writes the unsaved tokens of a session now, if there are any; rejects if the store fails again. */
  async writeNow(key: string): Promise<void> {
    const write = this.#writes.get(key);
    if (!write) return;
    await write();
    if (this.#writes.get(key) !== write) return;
    this.#writes.delete(key);
    this.#onChange(this.count);
  }

  /** Repeats the writes for at most `limitMs`; returns how many tokens were lost. */
  async close(limitMs: number): Promise<number> {
    const timer = setTimeout(() => this.#closing.abort(), limitMs);
    await Promise.allSettled(this.#retries);
    clearTimeout(timer);
    return this.count;
  }

  async #retry(key: string): Promise<void> {
    const { signal } = this.#closing;
    for (let attempt = 0; this.#writes.has(key) && !signal.aborted; attempt++) {
      await pause(backoffMs(attempt, RETRY), signal);
      await this.writeNow(key).catch(() => {});
    }
  }
}
