/** Milliseconds over which calls are counted, and between two changes of the rate. */
const WINDOW_MS = 1_000;

/** Sessions that are refused within a window before that counts as a limit for all; a second time, fewer. */
const MIN_REFUSED = { first: 3, again: 2 };

/** Share of the calls in a window that are refused before that counts as a limit for all. */
const MIN_REFUSED_SHARE = 1 / 5;

/** Calls a second. */
const MIN_RATE = 1;

/** Part of the rate that got through; what is lost by being late or early stays below the limit. */
const SAFETY = 0.9;

/** How the rate grows while calls are waiting and none show a limit: calls a second or a factor, whichever is more. */
const GROWTH = { calls: 1, factor: 1.2, everyMs: WINDOW_MS };

/** The same until the limit is found: what got through at first can be far below it. */
const FIRST_GROWTH = { calls: 4, factor: 1.4, everyMs: WINDOW_MS };

/** The lowest part of the rate that is left when it falls. */
const FALL = 0.5;

/** Milliseconds without a sign of a limit after which there is none. */
const FORGET_MS = 60_000;

interface Limit {
  /** Calls a second. */
  rate: number;
  growth: typeof GROWTH;
  grownAt: number;
  confirmedAt: number;
  /** Until then it does not fall: responses to calls that were made before still come in. */
  fallsFrom: number;
  startsAt: number;
  nextAt: number;
}

/**
 * How many calls a second the platform lets through, for all sessions together (additive increase,
 * multiplicative decrease). There is no limit until 429 responses to several sessions at once show one; the
 * 429 responses to one session are that session's matter.
 */
export class AdaptiveRate {
  readonly #elapsedMs: () => number;
  /** Times of the calls that were made under the limit in the last window. */
  readonly #sent: number[] = [];
  /** Times of the calls that got through in the last window, and of the last 429 of each session in it. */
  readonly #accepted: number[] = [];
  readonly #refused = new Map<string, number>();
  #limit: Limit | undefined;

  /** @param elapsedMs milliseconds of a clock that is never put back */
  constructor(elapsedMs: () => number) {
    this.#elapsedMs = elapsedMs;
  }

  get isLimited(): boolean {
    return this.#limit !== undefined;
  }

  /** Milliseconds until the next call may be made. */
  delayMs(): number {
    const limit = this.#limit;
    if (!limit) return 0;
    const before = this.#sent.at(-Math.ceil(limit.rate)) ?? -Infinity;
    return Math.max(0, Math.ceil(Math.max(limit.nextAt, before + WINDOW_MS) - this.#elapsedMs()));
  }

  /**
   * A call that waited for its turn and got it late, because a timer fired late, leaves the turn of the next
   * one where it was: the calls catch up, but never to more than the rate allows in a window.
   *
   * @param hasWaited whether the call waited for its turn
   * @param isSaturated whether more calls are waiting
   */
  sent(hasWaited: boolean, isSaturated: boolean): void {
    const limit = this.#limit;
    if (!limit) return;
    const now = this.#elapsedMs();
    if (!isSaturated && now - limit.confirmedAt > FORGET_MS) {
      this.#limit = undefined;
      return;
    }
    this.#forgetBefore(now - WINDOW_MS);
    const { calls, factor, everyMs } = limit.growth;
    const isBelow = this.#accepted.length > 0 && this.#refused.size < MIN_REFUSED.again;
    if (isSaturated && isBelow && now - limit.grownAt >= everyMs) {
      limit.rate = Math.max(limit.rate + calls, limit.rate * factor);
      limit.grownAt = now;
    }
    const spacing = 1000 / limit.rate;
    const catchUpMs = hasWaited ? WINDOW_MS : spacing;
    limit.nextAt = Math.max(limit.nextAt, now - catchUpMs) + spacing;
    this.#sent.push(now);
  }

  accepted(): void {
    const now = this.#elapsedMs();
    this.#accepted.push(now);
    this.#forgetBefore(now - WINDOW_MS);
    const limit = this.#limit;
    // Before the first call at this rate, responses to calls that were made earlier still tell what gets through.
    if (limit && now < limit.startsAt) limit.rate = Math.max(limit.rate, this.#passed());
  }

  refused(session: string): void {
    const now = this.#elapsedMs();
    this.#refused.set(session, now);
    this.#forgetBefore(now - WINDOW_MS);
    const limit = this.#limit;
    const { size } = this.#refused;
    const share = size / (size + this.#accepted.length);
    if (!limit) {
      if (size >= MIN_REFUSED.first && share >= MIN_REFUSED_SHARE) this.#begin(now);
    } else if (size >= MIN_REFUSED.again) {
      limit.confirmedAt = now;
      if (now < limit.fallsFrom) return;
      limit.rate = Math.max(MIN_RATE, limit.rate * FALL, Math.min(limit.rate, this.#passed()));
      limit.growth = GROWTH;
      limit.grownAt = now;
      limit.fallsFrom = now + WINDOW_MS;
    }
  }

  /** The window is used up, so that the next call waits for the next one. */
  #begin(now: number): void {
    const until = now + WINDOW_MS;
    const rate = Math.max(MIN_RATE, this.#passed());
    this.#limit = {
      rate,
      growth: FIRST_GROWTH,
      grownAt: until,
      confirmedAt: now,
      fallsFrom: until,
      startsAt: until,
      nextAt: until,
    };
  }

  #passed(): number {
    return (this.#accepted.length * SAFETY * 1000) / WINDOW_MS;
  }

  #forgetBefore(time: number): void {
    for (const times of [this.#sent, this.#accepted]) {
      while ((times[0] ?? time) < time) times.shift();
    }
    for (const [session, at] of this.#refused) if (at < time) this.#refused.delete(session);
  }
}
