import type { DailyUsage } from '../../domain/usage/daily-usage.ts';

/** The coordinate system of the chart. */
export const CHART = { width: 320, height: 56, gap: 2 };

const MIN_BAR_HEIGHT = 1.5;

/**
 * One bar per day. The highest is as high as the chart, and a day with any usage has a visible bar. Uses amounts
 * of the balance if all are known, else the platform's units.
 */
export function barsOf(days: readonly DailyUsage[]) {
  const byAmount = days.every(({ amount }) => amount !== null);
  const sizes = days.map(({ amount, units }) => Number(byAmount ? amount : units));
  const max = Math.max(...sizes, 0);
  const step = CHART.width / Math.max(1, days.length);
  return sizes.map((size, index) => {
    const height = size > 0 ? Math.max(MIN_BAR_HEIGHT, (size / max) * CHART.height) : 0;
    const x = index * step + CHART.gap / 2;
    return { x, y: CHART.height - height, width: step - CHART.gap, height };
  });
}
