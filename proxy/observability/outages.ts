export interface OutageLogOptions {
  /** Milliseconds without a fault after which an episode is over. */
  calm: number;
  /** Unix milliseconds. */
  now: () => number;
  /** Told of the first fault of an episode. */
  onBegin: () => void;
  /** Told, after an episode, how many faults it had. */
  onEnd: (faults: number) => void;
}

/**
 * Faults that come in great numbers, seen as what they are to an operator: one episode with a beginning and
 * an end, whatever succeeds in between.
 */
export class OutageLog {
  readonly #options: OutageLogOptions;
  #faults = 0;
  #lastAt = 0;

  constructor(options: OutageLogOptions) {
    this.#options = options;
  }

  /** Something failed. */
  fault(): void {
    this.#faults += 1;
    this.#lastAt = this.#options.now();
    if (this.#faults === 1) this.#options.onBegin();
  }

  /** Something worked. */
  success(): void {
    if (this.#faults === 0) return;
    const { now, calm, onEnd } = this.#options;
    // A clock that was put back must not make an episode last for ever.
    if (Math.abs(now() - this.#lastAt) < calm) return;
    const faults = this.#faults;
    this.#faults = 0;
    onEnd(faults);
  }
}
