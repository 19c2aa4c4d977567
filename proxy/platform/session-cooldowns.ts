import { LRUCache } from 'lru-cache';
import { backoffMs, type Cooldown, isActive, skippedFault } from './cooldown.ts';
import { PlatformError, type PlatformErrorKind } from './errors/platform-error.ts';

export interface SessionCooldownsOptions {
  /** Unix milliseconds. */
  now: () => number;
  /** From 0 up to but not including 1. */
  random: () => number;
}

interface Entry {
  /** In a row. */
  failures: number;
  /** No call is made before its end. */
  cooldown: Cooldown | undefined;
  /** Unix milliseconds between which work in the background is not repeated. */
  rest: { from: number; until: number };
}

/** Sessions remembered at most; the oldest make room. */
const MAX_SESSIONS = 10_000;

/** Milliseconds between two attempts of work in the background, where the platform named no time. */
const BACKGROUND_REST_MS = 5_000;

/** How many failures in a row are followed by no cooldown, and how long a cooldown gets. */
interface Backoff {
  free: number;
  longestMs: number;
}

/** For what is likely to pass: a user who tries again is served. */
const PASSING: Backoff = { free: 4, longestMs: 3_000 };

/** For what is likely to stay: the platform does not like this refresh token, and says nothing else of it. */
const STABLE: Backoff = { free: 2, longestMs: 60_000 };

const BACKOFF: Record<PlatformErrorKind, Backoff | undefined> = {
  unreachable: PASSING,
  cut_off: PASSING,
  timeout: PASSING,
  unavailable: PASSING,
  rate_limited: PASSING,
  credentials_refused: PASSING,
  refused: STABLE,
  unauthorized: STABLE,
  // The platform is up, and the next response can be a different one.
  unreadable: undefined,
  token_refused: undefined,
  grant_ended: undefined,
};

/**
 * For each session the time before which one of its calls is not repeated: the platform's `Retry-After`
 * (RFC 6585 section 4, RFC 9110 section 10.2.3), or a backoff. Never touches another session.
 */
export class SessionCooldowns {
  readonly #options: SessionCooldownsOptions;
  readonly #entries = new LRUCache<string, Entry>({ max: MAX_SESSIONS });

  constructor(options: SessionCooldownsOptions) {
    this.#options = options;
  }

  /** What a call fails with during a cooldown; undefined where it may be made. */
  faultOf(session: string): PlatformError | undefined {
    const cooldown = this.#entries.get(session)?.cooldown;
    const now = this.#options.now();
    return cooldown && isActive(cooldown, now) ? skippedFault(cooldown, now) : undefined;
  }

  /** Whether work that no request waits for may begin. */
  allowsBackground(session: string): boolean {
    const entry = this.#entries.get(session);
    if (!entry) return true;
    const now = this.#options.now();
    const { cooldown, rest } = entry;
    const isResting = now >= rest.from && now < rest.until;
    return !isResting && !(cooldown && isActive(cooldown, now));
  }

  /** @param restMs milliseconds for which work in the background is not repeated */
  succeeded(session: string, restMs = 0): void {
    if (restMs === 0) {
      this.#entries.delete(session);
      return;
    }
    const from = this.#options.now();
    const rest = { from, until: from + restMs };
    this.#entries.set(session, { failures: 0, cooldown: undefined, rest });
  }

  failed(session: string, error: unknown): void {
    if (!(error instanceof PlatformError) || error.notSent) return;
    const { now, random } = this.#options;
    const backoff = BACKOFF[error.kind];
    const failures = backoff ? (this.#entries.get(session)?.failures ?? 0) + 1 : 0;
    const asked =
      error.retryAfterSeconds === undefined ? undefined : error.retryAfterSeconds * 1000;
    const isDue = backoff && failures > backoff.free;
    const own = isDue && backoffMs(failures - backoff.free - 1, backoff.longestMs, random());
    const length = asked ?? (own || undefined);
    const from = now();
    this.#entries.set(session, {
      failures,
      cooldown: length === undefined ? undefined : { from, until: from + length, fault: error },
      rest: { from, until: from + BACKGROUND_REST_MS },
    });
  }
}
