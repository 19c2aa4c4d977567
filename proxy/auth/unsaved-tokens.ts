import { backoffMs } from '../timing/backoff.ts';
import { pause } from '../timing/pause.ts';

/** Milliseconds between two tries to write; other processes wait longer before they take a lapsed lease. */
const RETRY = { firstMs: 50, maxMs: 1_000 };

/**
 * Token pairs that the platform has issued and the store did not take: the only copy of a refresh token
 * that may have replaced another. Each is tried again until it is written, or its session is gone.
 */
export class UnsavedTokens {
  readonly #writes = new Map<string, () => Promise<unknown>>();
  readonly #retries = new Set<Promise<void>>();
  readonly #onChange: (count: number) => void;
  #closing = new AbortController();

  /** @param onChange told how many are held */
  constructor(onChange: (count: number) => void) {
    this.#onChange = onChange;
  }

  get count(): number {
    return this.#writes.size;
  }

  /** @param write resolves once the pair is written, or need not be any more */
  hold(key: string, write: () => Promise<unknown>): void {
    this.#writes.set(key, write);
    this.#onChange(this.count);
    const retries = this.#retry(key).finally(() => this.#retries.delete(retries));
    this.#retries.add(retries);
  }

  /** Tries to write the pair of a session now, if one is held; rejects where the store still does not take it. */
  async writeNow(key: string): Promise<void> {
    const write = this.#writes.get(key);
    if (!write) return;
    await write();
    if (this.#writes.get(key) !== write) return;
    this.#writes.delete(key);
    this.#onChange(this.count);
  }

  /** Goes on trying for this many milliseconds at the most; says how many pairs were lost. */
  async close(limit: number): Promise<number> {
    const timer = setTimeout(() => this.#closing.abort(), limit);
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
