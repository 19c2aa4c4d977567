/** Ends what was started, in the reverse order, whatever fails on the way. */
export class Teardown {
  readonly #steps: (() => Promise<unknown>)[] = [];

  /** Adds how to end what has just been started. */
  add(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }

  /** Runs all steps, then throws the errors of those that failed. */
  async run(): Promise<void> {
    const errors: unknown[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      await step().catch((error: unknown) => errors.push(error));
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, 'Several things could not be ended.');
  }
}
