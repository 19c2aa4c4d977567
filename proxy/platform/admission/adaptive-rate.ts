/** Milliseconds over which requests are counted, and between two changes of the rate. */
const WINDOW_MS = 1_000;

/** Callers that must be refused within a window to show a limit for all callers, for the first time and later. */
const MIN_REFUSED = { first: 3, again: 2 };

/** Share of the callers in a window that must be refused to show a limit for the first time. */
const MIN_REFUSED_SHARE = 1 / 5;

/** Requests per second. */
const MIN_RATE = 1;

/** Requests arrive early or late; the rate stays below what was accepted by this factor. */
const SAFETY_FACTOR = 0.9;

/** How the rate grows per window while requests are queued: by requests or by a factor, whichever is more. */
const GROWTH = { requests: 1, factor: 1.2 };

/** Growth until the limit is found, because the first rate can be far below it. */
const FIRST_GROWTH = { requests: 4, factor: 1.4 };

/** A decrease leaves at least this part of the rate. */
const MIN_DECREASE_FACTOR = 0.5;

/** Milliseconds without a sign of a limit after which it is forgotten. */
const FORGET_MS = 60_000;

interface Limit {
  /** Requests per second. */
  rate: number;
  growth: typeof GROWTH;
  grownAt: number;
  confirmedAt: number;
  /** Until then the rate does not decrease: responses to earlier requests still arrive. */
  decreasesFrom: number;
  startsAt: number;
  nextAt: number;
}

/**
 * Estimates how many requests per second the platform accepts from all callers together (additive increase,
 * multiplicative decrease). There is no limit until several callers receive 429 at about the same time; 429
 * for one caller concerns that caller alone.
 */
export class AdaptiveRate {
  readonly #elapsedMs: () => number;
  /** Times of the requests that were sent under the limit in the last window. */
  readonly #sent: number[] = [];
  /** Times of the requests that were accepted in the last window. */
  readonly #accepted: number[] = [];
  /** Time of the last 429 in the last window, by caller. */
  readonly #refused = new Map<string, number>();
  #limit: Limit | undefined;

  /** @param elapsedMs milliseconds of a monotonic clock */
  constructor(elapsedMs: () => number) {
    this.#elapsedMs = elapsedMs;
  }

  get isLimited(): boolean {
    return this.#limit !== undefined;
  }

  /** Milliseconds until the next request may be sent. */
  delayMs(): number {
    const limit = this.#limit;
    if (!limit) return 0;
    const before = this.#sent.at(-Math.ceil(limit.rate)) ?? -Infinity;
    return Math.max(0, Math.ceil(Math.max(limit.nextAt, before + WINDOW_MS) - this.#elapsedMs()));
  }

  /**
   * If a timer fires late, a queued request is sent late but does not delay the next one: requests catch up,
   * never to more than the rate allows per window.
   *
   * @param wasQueued whether the request was queued
   * @param isSaturated whether more requests are queued
   */
  sent(wasQueued: boolean, isSaturated: boolean): void {
    const limit = this.#limit;
    if (!limit) return;
    const now = this.#elapsedMs();
    if (!isSaturated && now - limit.confirmedAt > FORGET_MS) {
      this.#limit = undefined;
      return;
    }
    this.#forgetBefore(now - WINDOW_MS);
    const isBelowLimit = this.#accepted.length > 0 && this.#refused.size < MIN_REFUSED.again;
    if (isSaturated && isBelowLimit && now - limit.grownAt >= WINDOW_MS) {
      const { requests, factor } = limit.growth;
      limit.rate = Math.max(limit.rate + requests, limit.rate * factor);
      limit.grownAt = now;
    }
    const spacingMs = 1000 / limit.rate;
    const catchUpMs = wasQueued ? WINDOW_MS : spacingMs;
    limit.nextAt = Math.max(limit.nextAt, now - catchUpMs) + spacingMs;
    this.#sent.push(now);
  }

  /** Must be called for each response other than 429. */
  accepted(): void {
    const now = this.#elapsedMs();
    this.#accepted.push(now);
    this.#forgetBefore(now - WINDOW_MS);
    const limit = this.#limit;
    // Until the first request at this rate, responses to earlier requests still show what is accepted.
    if (limit && now < limit.startsAt) limit.rate = Math.max(limit.rate, this.#acceptedRate());
  }

  /** Must be called for each 429 response. */
  refused(caller: string): void {
    const now = this.#elapsedMs();
    this.#refused.set(caller, now);
    this.#forgetBefore(now - WINDOW_MS);
    const limit = this.#limit;
    const { size } = this.#refused;
    const share = size / (size + this.#accepted.length);
    if (!limit) {
      if (size >= MIN_REFUSED.first && share >= MIN_REFUSED_SHARE) this.#begin(now);
    } else if (size >= MIN_REFUSED.again) {
      limit.confirmedAt = now;
      if (now < limit.decreasesFrom) return;
      const { rate } = limit;
      const decreased = Math.min(rate, this.#acceptedRate());
      limit.rate = Math.max(MIN_RATE, rate * MIN_DECREASE_FACTOR, decreased);
      limit.growth = GROWTH;
      limit.grownAt = now;
      limit.decreasesFrom = now + WINDOW_MS;
    }
  }

  /** The current window is used up, so that the next request waits for the next one. */
  #begin(now: number): void {
    const nextWindow = now + WINDOW_MS;
    this.#limit = {
      rate: Math.max(MIN_RATE, this.#acceptedRate()),
      growth: FIRST_GROWTH,
      grownAt: nextWindow,
      confirmedAt: now,
      decreasesFrom: nextWindow,
      startsAt: nextWindow,
      nextAt: nextWindow,
    };
  }

  #acceptedRate(): number {
    return (this.#accepted.length * SAFETY_FACTOR * 1000) / WINDOW_MS;
  }

  #forgetBefore(time: number): void {
    for (const times of [this.#sent, this.#accepted]) {
      while ((times[0] ?? time) < time) times.shift();
    }
    for (const [caller, at] of this.#refused) if (at < time) this.#refused.delete(caller);
  }
}
