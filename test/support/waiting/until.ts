import { setTimeout as wait } from 'node:timers/promises';

/** How long {@link until} waits where the caller names no other time. */
export const DEFAULT_TIMEOUT_MS = 20_000;

const INTERVAL_MS = 25;

type Found<T> = Exclude<T, false | null | undefined>;

/**
 * Waits until `probe` returns something other than false, null or undefined, and returns that. Past the
 * timeout, also of a probe that never settles, it throws an error that names `what` was awaited; its cause is
 * the error of the last probe.
 */
export async function until<T>(
  what: string | (() => string | Promise<string>),
  probe: () => T | Promise<T>,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<Found<T>> {
  const end = performance.now() + timeoutMs;
  let lastError: unknown;
  while (performance.now() < end) {
    try {
      const found = await within(end - performance.now(), probe);
      if (found !== false && found !== null && found !== undefined) return found as Found<T>;
      lastError = undefined;
    } catch (error) {
      // An error of an earlier probe says more than that the last one was cut off.
      if (!(error instanceof ProbeTimeoutError) || !lastError) lastError = error;
    }
    await wait(INTERVAL_MS);
  }
  const awaited = typeof what === 'string' ? what : await what();
  throw new Error(`Waited ${timeoutMs} ms in vain for ${awaited}`, { cause: lastError });
}

class ProbeTimeoutError extends Error {
  override message = 'The last probe did not settle in time.';
}

async function within<T>(timeoutMs: number, probe: () => T | Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new ProbeTimeoutError()), timeoutMs);
  try {
    return await Promise.race([probe(), promise]);
  } finally {
    clearTimeout(timer);
  }
}
