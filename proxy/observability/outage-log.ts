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
export function createOutageLog({ calmMs, now, onStart, onEnd }: OutageLogOptions) {
  let failures = 0;
  let lastFailureAt = 0;
  return {
    failed(): void {
      failures += 1;
      lastFailureAt = now();
      if (failures === 1) onStart();
    },
    succeeded(): void {
      // With the absolute value, an outage also ends after the clock was set back.
      if (failures === 0 || Math.abs(now() - lastFailureAt) < calmMs) return;
      const count = failures;
      failures = 0;
      onEnd(count);
    },
  };
}
