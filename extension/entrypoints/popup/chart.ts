import type { DayOfUse } from '../../domain/usage/usage.ts';

/** The chart's own coordinates; the page scales them. */
export const CHART = { width: 320, height: 56, gap: 2 };

/** One bar, from the bottom up. */
export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * A bar for each day's use, the highest as high as the chart; a day with any use shows at least a trace.
 * By the balance where it is known for all days, else by the platform's units.
 */
export function barsOf(days: readonly DayOfUse[]): Bar[] {
  const byAmount = days.every(({ amount }) => amount !== null);
  const sizes = days.map(({ amount, units }) => Number(byAmount ? amount : units));
  const most = Math.max(...sizes, 0);
  const step = CHART.width / Math.max(1, days.length);
  return sizes.map((size, index) => {
    const height = size > 0 && most > 0 ? Math.max(1.5, (size / most) * CHART.height) : 0;
    return {
      x: index * step + CHART.gap / 2,
      y: CHART.height - height,
      width: step - CHART.gap,
      height,
    };
  });
}
