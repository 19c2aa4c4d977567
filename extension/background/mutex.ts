/**
 * Returns a function that runs jobs one after the other, each to its end, whether the one before succeeded or
 * not. A job must not wait for another job of the same mutex.
 */
export function createMutex() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(job: () => Promise<T>): Promise<T> => {
    const next = last.then(job, job);
    last = next.catch(() => undefined);
    return next;
  };
}
