import { onTestFinished, vi } from 'vitest';

const realImmediate = setImmediate;

/** Turns of the event loop in which all work without a timer is done. */
const TURNS = 4;

/** Milliseconds between two such turns while there are timers. */
const STEP_MS = 25;

/** Makes timers and clocks follow {@link pass} until the test has finished. */
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

/** Advances the time step by step, so that timers can start timers. */
export async function pass(milliseconds: number): Promise<void> {
  await settle();
  for (let left = milliseconds; left > 0; ) {
    const step = vi.getTimerCount() > 0 ? Math.min(STEP_MS, left) : left;
    vi.advanceTimersByTime(step);
    left -= step;
    await settle();
  }
}
