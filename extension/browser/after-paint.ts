/** The longest wait for a frame in milliseconds. A hidden page gets none. */
export const MAX_FRAME_WAIT_MS = 100;

/** Calls `job` once the page has painted what it has rendered. Returns a function that cancels it. */
export function afterPaint(job: () => void): () => void {
  let timer = setTimeout(job, MAX_FRAME_WAIT_MS);
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    timer = setTimeout(job);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
