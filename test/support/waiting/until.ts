/** How long a condition may take before the wait for it fails, where a test names no other time. */
export const PATIENCE = 20_000;

const PAUSE = 25;

type Found<T> = Exclude<T, false | null | undefined>;

/**
 * Waits until `probe` gives something other than false, null or undefined, and gives that.
 * Fails past the deadline with `what` was awaited and the last fault of the probe, if it threw;
 * a probe that never answers fails by the same deadline.
 */
export async function until<T>(
  what: string | (() => string | Promise<string>),
  probe: () => T | Promise<T>,
  patience = PATIENCE,
): Promise<Found<T>> {
  const end = performance.now() + patience;
  let fault: unknown;
  while (performance.now() < end) {
    try {
      const found = await within(end - performance.now(), probe);
      if (found !== false && found !== null && found !== undefined) return found as Found<T>;
      fault = undefined;
    } catch (error) {
      // A look that was cut off by the deadline says less than the fault before it.
      if (!(error instanceof Late) || !fault) fault = error;
    }
    await pause(PAUSE);
  }
  const awaited = typeof what === 'string' ? what : await what();
  throw new Error(`Waited ${patience} ms in vain for ${awaited}`, { cause: fault });
}

class Late extends Error {
  override message = 'The last look at it did not end in time.';
}

async function within<T>(milliseconds: number, probe: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Late()), milliseconds);
  });
  try {
    return await Promise.race([probe(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
