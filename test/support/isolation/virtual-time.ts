import { onTestFinished, vi } from 'vitest';

const realImmediate = setImmediate;

/** Turns of the event loop in which work that waits for no timer gets done. */
const TURNS = 4;

/** Milliseconds that pass between two such turns while there are timers. */
const STEP_MS = 25;

/** Has timers and clocks follow {@link pass} alone until the test has finished. */
export function useVirtualTime(): void {
  vi.useFakeTimers({
    now: Date.UTC(2026, 0, 1),
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    await new Promise<void>((resolve) => realImmediate(() => resolve()));
  }
}

/** Lets time pass, with every timer in its turn. */
export async function pass(milliseconds: number): Promise<void> {
  await settle();
  for (let left = milliseconds; left > 0; ) {
    const step = vi.getTimerCount() > 0 ? Math.min(STEP_MS, left) : left;
    vi.advanceTimersByTime(step);
    left -= step;
    await settle();
  }
}
