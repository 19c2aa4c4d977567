import type { Observer } from '../../observability/observer.ts';
import { backoffMs } from '../../timing/backoff.ts';
import { PlatformError } from '../errors/platform-error.ts';
import { AdaptiveRate } from './adaptive-rate.ts';

export interface RequestQueueOptions {
  /** Milliseconds for which a request waits at most, in the queue and for a repetition after 429. */
  maxWaitMs: number;
  /** Milliseconds of a monotonic clock. */
  elapsedMs: () => number;
  /** From 0 up to but not including 1. */
  random: () => number;
  observer: Pick<Observer, 'queuedRequests' | 'requestQueued'>;
}

/** For whom a request is sent: an opaque key, or the address that a sign-in comes from. */
export interface Caller {
  key: string;
  isSignIn: boolean;
}

interface QueuedRequest extends Caller {
  /** The position among all requests; a repeated request keeps it. */
  order: number;
  /** How many requests of the same caller were in the queue before. */
  round: number;
  start: () => void;
}

/**
 * Sends requests at once while the platform shows no rate limit, otherwise in the order of arrival: one
 * request of each caller before the second of any, and sign-ins alternating with other requests. A 429 whose
 * waiting time fits into `maxWaitMs` is repeated.
 */
export class RequestQueue {
  readonly #options: RequestQueueOptions;
  readonly #queue = new Set<QueuedRequest>();
  #nextOrder = 0;
  #lastWasSignIn = true;
  #timer: NodeJS.Timeout | undefined;
  #waitingCount = 0;
  readonly rate: AdaptiveRate;

  constructor(options: RequestQueueOptions) {
    this.#options = options;
    this.rate = new AdaptiveRate(options.elapsedMs);
  }

  /**
   * Calls `send` when the request may be sent, and again after a 429: the platform did not process the request
   * (RFC 6585 section 4). The code of a sign-in is sent once (RFC 6749 section 4.1.2).
   * @throws {PlatformError} the error of `send`, or one with `notSent` after `maxWaitMs` in the queue
   */
  async run<T>(caller: Caller, send: () => Promise<T>): Promise<T> {
    const { elapsedMs, maxWaitMs } = this.#options;
    const deadline = elapsedMs() + maxWaitMs;
    const order = this.#nextOrder++;
    for (let attempt = 1; ; attempt++) {
      if (!this.#startsAtOnce()) await this.#wait(this.#enqueue(caller, order, deadline));
      try {
        return await send();
      } catch (error) {
        const delayMs = caller.isSignIn ? undefined : this.#retryDelayMs(error, attempt);
        if (delayMs === undefined || elapsedMs() + delayMs > deadline) throw error;
        await this.#wait(new Promise((resolve) => setTimeout(resolve, delayMs)));
      }
    }
  }

  #startsAtOnce(): boolean {
    if (this.#queue.size > 0 || this.rate.delayMs() > 0) return false;
    this.rate.sent(false, false);
    return true;
  }

  #enqueue({ key, isSignIn }: Caller, order: number, deadline: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const isSameCaller = (one: Caller) => one.isSignIn === isSignIn && one.key === key;
      const round = [...this.#queue].filter(isSameCaller).length;
      const timer = setTimeout(() => {
        this.#queue.delete(request);
        reject(new PlatformError('rate_limited', 'queued for too long', { notSent: true }));
      }, deadline - this.#options.elapsedMs());
      const start = () => {
        clearTimeout(timer);
        resolve();
      };
      const request: QueuedRequest = { key, isSignIn, order, round, start };
      this.#queue.add(request);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#timer || this.#queue.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      while (this.#queue.size > 0 && this.rate.delayMs() === 0) this.#startNext();
      this.#schedule();
    }, this.rate.delayMs());
  }

  #startNext(): void {
    const next = [...this.#queue].reduce((first, one) =>
      this.#precedes(one, first) ? one : first,
    );
    this.#queue.delete(next);
    this.#lastWasSignIn = next.isSignIn;
    this.rate.sent(true, this.#queue.size > 0);
    next.start();
  }

  #precedes(one: QueuedRequest, other: QueuedRequest): boolean {
    if (one.isSignIn !== other.isSignIn) return one.isSignIn !== this.#lastWasSignIn;
    return one.round < other.round || (one.round === other.round && one.order < other.order);
  }

  /** Milliseconds until a request is repeated; undefined for never. */
  #retryDelayMs(error: unknown, attempt: number): number | undefined {
    const isLimited = error instanceof PlatformError && error.kind === 'rate_limited';
    if (!isLimited || error.notSent) return undefined;
    const delayMs = (error.retryAfterSeconds ?? 1) * 1000;
    // With a limit for all callers the queue spreads the repetitions.
    if (this.rate.isLimited) return delayMs;
    const { maxWaitMs, random } = this.#options;
    const backoff = { firstMs: delayMs, maxMs: Math.max(delayMs, maxWaitMs) };
    // Spread upwards only: a repetition before the end of Retry-After would be refused again.
    return backoffMs(Math.max(0, attempt - 2), backoff) * (1 + random() / 4);
  }

  async #wait(waiting: Promise<void>): Promise<void> {
    const { observer, elapsedMs } = this.#options;
    const from = elapsedMs();
    observer.queuedRequests(++this.#waitingCount);
    try {
      await waiting;
    } finally {
      observer.queuedRequests(--this.#waitingCount);
      observer.requestQueued((elapsedMs() - from) / 1000);
    }
  }
}
