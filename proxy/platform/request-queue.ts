import type { Observer } from '../observability/observer.ts';
import { AdaptiveRate } from './adaptive-rate.ts';
import { PlatformError } from './errors/platform-error.ts';

export interface RequestQueueOptions {
  /** Milliseconds for which a call waits at most, for its turn and for what a 429 response asks for. */
  limitMs: number;
  /** Milliseconds of a clock that is never put back. */
  elapsedMs: () => number;
  /** From 0 up to but not including 1. */
  random: () => number;
  observer: Pick<Observer, 'queuedRequests' | 'requestQueued'>;
}

/** For whom a call is made: a session, or a sign-in from an address. */
export interface Caller {
  kind: 'session' | 'sign-in';
  /** The session's key, or the address. */
  key: string;
}

interface Waiter extends Caller {
  /** Counts calls in the order in which they came; stays the same for a retry. */
  order: number;
  /** How many calls of the same caller were waiting when this one came. */
  round: number;
  go: () => void;
}

/**
 * When each call to the platform is made. Without a limit of the platform that is at once; else calls wait for
 * their turn, first come, first served, one call of each caller before the second of any, and sign-ins
 * alternating with calls for sessions. A 429 that can be waited out is.
 */
export class RequestQueue {
  readonly #options: RequestQueueOptions;
  readonly #rate: AdaptiveRate;
  readonly #waiting = new Set<Waiter>();
  #nextOrder = 0;
  #lastKind: Caller['kind'] = 'sign-in';
  #timer: NodeJS.Timeout | undefined;
  #waitingCount = 0;

  constructor(options: RequestQueueOptions) {
    this.#options = options;
    this.#rate = new AdaptiveRate(options.elapsedMs);
  }

  /**
   * Makes a call when its turn has come, and again after a 429 response: the platform did not process it
   * (RFC 6585 section 4). The code of a sign-in is sent once (RFC 6749 section 4.1.2).
   * @throws {PlatformError} the call's, or one with `notSent` if the turn did not come in time
   */
  async run<T>(caller: Caller, call: () => Promise<T>): Promise<T> {
    const { elapsedMs, limitMs } = this.#options;
    const until = elapsedMs() + limitMs;
    const order = this.#nextOrder++;
    for (let attempt = 1; ; attempt++) {
      if (!this.#mayGoNow()) await this.#waited(this.#turn(caller, order, until));
      try {
        return await call();
      } catch (error) {
        const delay = caller.kind === 'session' ? this.#retryDelay(error, attempt) : undefined;
        if (delay === undefined || elapsedMs() + delay > until) throw error;
        await this.#waited(new Promise((resolve) => setTimeout(resolve, delay)));
      }
    }
  }

  /** To be called for each response other than 429. */
  accepted(): void {
    this.#rate.accepted();
  }

  /** To be called for each 429 response to a call for a session. */
  refused(session: string): void {
    this.#rate.refused(session);
  }

  #mayGoNow(): boolean {
    if (this.#waiting.size > 0 || this.#rate.delayMs() > 0) return false;
    this.#rate.sent(false, false);
    return true;
  }

  #turn({ kind, key }: Caller, order: number, until: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const isAhead = (one: Waiter) => one.kind === kind && one.key === key;
      const round = [...this.#waiting].filter(isAhead).length;
      const timer = setTimeout(() => {
        this.#waiting.delete(waiter);
        reject(new PlatformError('rate_limited', 'no turn in time', { notSent: true }));
      }, until - this.#options.elapsedMs());
      const go = () => {
        clearTimeout(timer);
        resolve();
      };
      const waiter: Waiter = { kind, key, order, round, go };
      this.#waiting.add(waiter);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#timer || this.#waiting.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      while (this.#waiting.size > 0 && this.#rate.delayMs() === 0) this.#takeNext();
      this.#schedule();
    }, this.#rate.delayMs());
  }

  #takeNext(): void {
    let next: Waiter | undefined;
    for (const one of this.#waiting) {
      if (!next || this.#goesFirst(one, next)) next = one;
    }
    if (!next) return;
    this.#waiting.delete(next);
    this.#lastKind = next.kind;
    this.#rate.sent(true, this.#waiting.size > 0);
    next.go();
  }

  #goesFirst(one: Waiter, other: Waiter): boolean {
    if (one.kind !== other.kind) return one.kind !== this.#lastKind;
    return one.round - other.round < 0 || (one.round === other.round && one.order < other.order);
  }

  /** Milliseconds until a call is repeated; undefined for never. */
  #retryDelay(error: unknown, attempt: number): number | undefined {
    const isLimited = error instanceof PlatformError && error.kind === 'rate_limited';
    if (!isLimited || error.notSent) return undefined;
    const asked = (error.retryAfterSeconds ?? 1) * 1000;
    // With a limit for all the turn comes late enough, and in order.
    if (this.#rate.isLimited) return asked;
    return asked * 2 ** Math.max(0, attempt - 2) * (1 + this.#options.random() / 4);
  }

  async #waited(waiting: Promise<void>): Promise<void> {
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
