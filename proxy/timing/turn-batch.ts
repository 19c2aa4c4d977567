/** Collects values during a turn of the event loop and processes all of them together at its end. */
export class TurnBatch<T> {
  readonly #process: (values: T[]) => void;
  #values: T[] = [];

  constructor(process: (values: T[]) => void) {
    this.#process = process;
  }

  add(value: T): void {
    if (this.#values.push(value) === 1) setImmediate(() => this.flush());
  }

  /** Processes the collected values now. */
  flush(): void {
    if (this.#values.length === 0) return;
    const values = this.#values;
    this.#values = [];
    this.#process(values);
  }
}
