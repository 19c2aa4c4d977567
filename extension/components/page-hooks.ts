import { useEffect, useReducer } from 'react';
import { afterPaint } from '../browser/after-paint.ts';

/** Balances age while the user looks at them. */
const CLOCK_INTERVAL_MS = 5_000;

/** The current time in Unix milliseconds. Renders the page again every few seconds. */
export function useNow(): number {
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, CLOCK_INTERVAL_MS);
    return () => clearInterval(timer);
  }, []);
  return Date.now();
}

/**
 * Calls `open` once the page has been painted, and when the browser is online again. The latter does not wake the
 * background.
 */
export function useOnOpen(open: () => void): void {
  useEffect(() => {
    const cancel = afterPaint(open);
    window.addEventListener('online', open);
    return () => {
      cancel();
      window.removeEventListener('online', open);
    };
  }, [open]);
}
