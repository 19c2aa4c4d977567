import { useEffect, useState } from 'react';
import { afterPaint } from '../browser/after-paint.ts';
import { browser } from '../browser/browser.ts';

/**
 * Calls `show` with what `read` returns, now and after each change of storage. A change during a read leads to
 * another read. A read that fails is logged. Returns a function that stops watching.
 */
export function watchStored<T>(read: () => Promise<T>, show: (stored: T) => void): () => void {
  let isReading = false;
  let isOutdated = false;
  let isStopped = false;
  async function update(): Promise<void> {
    isOutdated = true;
    if (isReading) return;
    isReading = true;
    while (isOutdated && !isStopped) {
      isOutdated = false;
      await read().then((stored) => isOutdated || isStopped || show(stored), console.warn);
    }
    isReading = false;
  }
  const { local, session } = browser.storage;
  local.onChanged.addListener(update);
  session.onChanged.addListener(update);
  update();
  return () => {
    isStopped = true;
    local.onChanged.removeListener(update);
    session.onChanged.removeListener(update);
  };
}

/** The stored values, always current. `first` is shown until they are read. `read` must be the same at every call. */
export function useStored<T>(read: () => Promise<T>, first: T): T {
  const [stored, setStored] = useState(first);
  useEffect(() => {
    let stop: () => void;
    // What `first` leaves out would take longer to read than the first paint.
    stop = afterPaint(() => {
      stop = watchStored(read, setStored);
    });
    return () => stop();
  }, [read]);
  return stored;
}
