import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { afterPaint, MAX_FRAME_WAIT_MS } from '../../../extension/browser/after-paint.ts';

let frames: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame) - 1);
  vi.stubGlobal('cancelAnimationFrame', (index: number) => {
    frames[index] = () => undefined;
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a job runs once, in a task after the frame', () => {
  const job = vi.fn();
  afterPaint(job);
  for (const frame of frames) frame();
  expect(job).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(job).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(2 * MAX_FRAME_WAIT_MS);
  expect(job).toHaveBeenCalledOnce();
});

test('a job runs without a frame in a hidden page', () => {
  const job = vi.fn();
  afterPaint(job);
  vi.advanceTimersByTime(MAX_FRAME_WAIT_MS);
  expect(job).toHaveBeenCalledOnce();
});

test.each([
  ['before the frame', () => undefined],
  ['after the frame', () => frames[0]?.()],
])('a job that is cancelled %s does not run', (_, before) => {
  const job = vi.fn();
  const cancel = afterPaint(job);
  before();
  cancel();
  for (const frame of frames) frame();
  vi.advanceTimersByTime(2 * MAX_FRAME_WAIT_MS);
  expect(job).not.toHaveBeenCalled();
});
