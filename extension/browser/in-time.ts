/** Milliseconds that a call of the browser may take. */
const MAX_CALL_MS = 10_000;

/** The same for storage, which a page waits for before it shows anything. */
export const MAX_STORAGE_MS = 5_000;

/** Rejects once `work` has taken longer than `limitMs`. What comes of it later is dropped. */
export function inTime<T>(work: PromiseLike<T>, limitMs: number = MAX_CALL_MS): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    const error = new Error(`The browser took longer than ${limitMs / 1000} s.`);
    timer = setTimeout(() => reject(error), limitMs);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
