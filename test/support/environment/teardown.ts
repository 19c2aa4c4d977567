/** What has been started, ended in the opposite order, whatever fails on the way. */
export class Teardown {
  readonly #steps: (() => Promise<unknown>)[] = [];

  /** Remembers how to end what has just been started. */
  add(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }

  /** Ends everything; throws the faults that came up, once all is done. */
  async run(): Promise<void> {
    const faults: unknown[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      await step().catch((fault: unknown) => faults.push(fault));
    }
    if (faults.length === 1) throw faults[0];
    if (faults.length > 1) throw new AggregateError(faults, 'Several things could not be ended.');
  }
}
