export interface OutageLogOptions {
  /** Milliseconds without a failure after which an outage is over. */
  calmMs: number;
  /** Unix milliseconds. */
  now: () => number;
  /** Called at the first failure of an outage. */
  onStart: () => void;
  /** Called when an outage is over, with its number of failures. */
  onEnd: (failures: number) => void;
}

/** Turns many failures into one outage with a start and an end. Single successes in between do not end it. */
export class OutageLog {
  readonly #options: OutageLogOptions;
  #failures = 0;
  #lastFailureAt = 0;

  constructor(options: OutageLogOptions) {
    this.#options = options;
  }

  failed(): void {
    this.#failures += 1;
    this.#lastFailureAt = this.#options.now();
    if (this.#failures === 1) this.#options.onStart();
  }

  succeeded(): void {
    if (this.#failures === 0) return;
    const { now, calmMs, onEnd } = this.#options;
    // With the absolute value, an outage also ends after the clock was set back.
    if (Math.abs(now() - this.#lastFailureAt) < calmMs) return;
    const failures = this.#failures;
    this.#failures = 0;
    onEnd(failures);
  }
}
