import { LRUCache } from 'lru-cache';
import { type Backoff, backoffMs } from '../../timing/backoff.ts';
import { PlatformError } from '../errors/platform-error.ts';

/** A period, in Unix milliseconds, in which requests fail with the error that started it. */
export interface Cooldown {
  from: number;
  until: number;
  error: PlatformError;
}

/** The error of a request during a cooldown; undefined outside. A clock that is set back ends the cooldown. */
export function cooldownError(
  { from, until, error }: Cooldown,
  now: number,
): PlatformError | undefined {
  const isActive = now >= from && now < until;
  return isActive ? error.toNotSent(Math.ceil((until - now) / 1000)) : undefined;
}

export interface CooldownsOptions {
  /** Unix milliseconds. */
  now: () => number;
  /** From 0 up to but not including 1. */
  random: () => number;
}

interface Entry {
  /** Failures in a row. */
  failures: number;
  from: number;
  /** No request is sent before. */
  until: number;
  /** No background request is sent before. */
  backgroundUntil: number;
  error: PlatformError | undefined;
}

const MAX_ENTRIES = 10_000;

/** Milliseconds between two failed background requests. */
const MIN_BACKGROUND_INTERVAL_MS = 5_000;

/** A backoff that starts after a number of failures in a row. */
const BACKOFFS: Record<'short' | 'long', Backoff & { freeFailures: number }> = {
  // For errors that pass. It is short, so that a user who tries again is served.
  short: { freeFailures: 4, firstMs: 1_000, maxMs: 3_000 },
  // For a refresh token that the platform refuses without saying that the grant has ended.
  long: { freeFailures: 2, firstMs: 1_000, maxMs: 60_000 },
};

/** Cooldowns by key: the `Retry-After` of the platform (RFC 9110 section 10.2.3), else a backoff. */
export class Cooldowns {
  readonly #options: CooldownsOptions;
  readonly #entries = new LRUCache<string, Entry>({ max: MAX_ENTRIES });

  constructor(options: CooldownsOptions) {
    this.#options = options;
  }

  /** The error of a request that would be sent now; undefined if it may be sent. */
  errorOf(key: string): PlatformError | undefined {
    const { from = 0, until = 0, error } = this.#entries.get(key) ?? {};
    return error && cooldownError({ from, until, error }, this.#options.now());
  }

  /** Whether a request that nobody waits for may be sent now. */
  allowsBackground(key: string): boolean {
    const entry = this.#entries.get(key);
    const now = this.#options.now();
    return !entry || now < entry.from || now >= Math.max(entry.until, entry.backgroundUntil);
  }

  /** @param backgroundIntervalMs milliseconds until the next background request */
  succeeded(key: string, backgroundIntervalMs: number): void {
    this.#entries.delete(key);
    if (backgroundIntervalMs === 0) return;
    const from = this.#options.now();
    const backgroundUntil = from + backgroundIntervalMs;
    this.#entries.set(key, { failures: 0, from, until: from, backgroundUntil, error: undefined });
  }

  /** Errors other than platform errors, and requests that were not sent, change nothing. */
  failed(key: string, error: unknown): void {
    if (!(error instanceof PlatformError) || error.notSent) return;
    const { backoff } = error.meaning;
    const failures = backoff === 'none' ? 0 : (this.#entries.get(key)?.failures ?? 0) + 1;
    const backoffMs = backoff === 'none' ? 0 : this.#backoffMs(BACKOFFS[backoff], failures);
    const { retryAfterSeconds } = error;
    const from = this.#options.now();
    const until = from + (retryAfterSeconds === undefined ? backoffMs : retryAfterSeconds * 1000);
    const backgroundUntil = from + MIN_BACKGROUND_INTERVAL_MS;
    this.#entries.set(key, { failures, from, until, backgroundUntil, error });
  }

  #backoffMs(backoff: (typeof BACKOFFS)['short'], failures: number): number {
    const earlierWaits = failures - backoff.freeFailures - 1;
    return earlierWaits < 0 ? 0 : backoffMs(earlierWaits, backoff, this.#options.random());
  }
}
