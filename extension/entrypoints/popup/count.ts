import { useLayoutEffect, useState } from 'react';
import { amountsBetween } from '../../domain/amounts/amounts-between.ts';
import { balanceSize } from './balance-size.ts';

const COUNT_MS = 300;
const STEP_MS = 16;

/**
 * Calls `show` with the amounts on the way from the formatted balance `from` to `to`, and at the end with `to`: after
 * 300 ms, or at once if there is no way between them. A timer ends it in a hidden page too, where frames do not come.
 * Returns a function that stops it.
 */
export function count(from: string, to: string, show: (text: string) => void): () => void {
  const amountAt = balanceSize(from) === balanceSize(to) && amountsBetween(from, to);
  const end = performance.now() + COUNT_MS;
  const step = () => {
    const left = (end - performance.now()) / COUNT_MS;
    const isOver = !amountAt || left <= 0;
    if (isOver) clearInterval(timer);
    show(isOver ? to : amountAt(1 - left ** 3));
  };
  const timer = setInterval(step, STEP_MS);
  if (!amountAt) step();
  return () => clearInterval(timer);
}

/** The text in sight while a balance counts to `text`. A change during a count goes on from there. */
export function useCount(text: string): string {
  const [shown, setShown] = useState(text);
  // biome-ignore lint/correctness/useExhaustiveDependencies: A step does not start another count.
  useLayoutEffect(() => count(shown, text, setShown), [text]);
  return shown;
}
