/**
 * Returns a function that runs at most `maxConcurrent` jobs at the same time and the others in order, each to its
 * end, whether the ones before succeeded or not. With one, a job must not wait for another job of the same mutex.
 */
export function createMutex(maxConcurrent = 1) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(job: () => Promise<T>): Promise<T> => {
    if (running < maxConcurrent) running += 1;
    else await new Promise<void>((start) => waiting.push(start));
    try {
      return await job();
    } finally {
      // The next job takes over the place of this one.
      const startNext = waiting.shift();
      if (startNext) startNext();
      else running -= 1;
    }
  };
}
