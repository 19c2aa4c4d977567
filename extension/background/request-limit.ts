import { createMutex } from './mutex.ts';

/** Runs a job once fewer than a maximum number of jobs run for the same address. */
export type RequestLimit = ReturnType<typeof createRequestLimit>;

/** Limits the jobs that run at the same time for each proxy. */
export function createRequestLimit(maxConcurrent: number) {
  const limits = new Map<string, ReturnType<typeof createMutex>>();
  return <T>(address: string, job: () => Promise<T>): Promise<T> => {
    const limit = limits.get(address) ?? createMutex(maxConcurrent);
    limits.set(address, limit);
    return limit(job);
  };
}
