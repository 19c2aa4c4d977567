/** Runs jobs one after the other, each to its end, whether the one before succeeded or not. */
export type RunExclusive = <T>(job: () => Promise<T>) => Promise<T>;

/** A job must not wait for another job of the same mutex. */
export function createMutex(): RunExclusive {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const next = last.then(job, job);
    last = next.catch(() => undefined);
    return next;
  };
}
