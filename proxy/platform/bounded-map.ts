/**
 * A map for what may be forgotten: it holds so many entries at the most, and the one that was set longest
 * ago makes room. What a caller wants to keep for longer, it sets again.
 */
export class LruCache<V> {
  readonly #most: number;
  readonly #entries = new Map<string, V>();

  /** @param most entries, one at least */
  constructor(most: number) {
    if (!(most >= 1)) throw new TypeError('a bounded map holds one entry at least');
    this.#most = most;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#most) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  /** The entries, the one that was set longest ago first; those that are deleted meanwhile are left out. */
  [Symbol.iterator](): IterableIterator<[string, V]> {
    return this.#entries[Symbol.iterator]();
  }
}
