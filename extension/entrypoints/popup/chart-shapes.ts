import { addDays } from '../../domain/usage/days.ts';
import type { BalancePoint, ChartDay, UsageChart } from '../../domain/usage/usage-chart.ts';
import { isExact } from './usage-text.ts';

/** The coordinate system: one unit of width for each day, and this height. */
export const HEIGHT = 100;

/** The space above the highest bar, for the marks of credits. */
const TOP = 20;

const GAP = 0.16;

const MIN_BAR_HEIGHT = 2;

/** A bar of the chart. A day without use has a base line, and one that was not seen has an empty frame. */
export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
  className: 'used' | 'unused' | 'spread' | 'unseen';
}

/** One bar for each day. The height of the highest is that of the chart without the space above it. */
export function barsOf(days: readonly ChartDay[]): Bar[] {
  const most = Math.max(...days.map(({ used }) => used ?? 0));
  return days.map(({ used, coverage }, index) => {
    const isUnseen = used === null;
    const share = isUnseen ? 1 : used / (most || 1);
    const height = Math.max(MIN_BAR_HEIGHT, share * (HEIGHT - TOP));
    const spreadOrUsed = coverage === 'spread' ? 'spread' : 'used';
    const className = isUnseen ? 'unseen' : used > 0 ? spreadOrUsed : 'unused';
    return { x: index + GAP / 2, y: HEIGHT - height, width: 1 - GAP, height, className };
  });
}

/** The height of an average among the bars. */
export function averageY(average: number, days: readonly ChartDay[]): number {
  const most = Math.max(...days.map(({ used }) => used ?? 0), average);
  return HEIGHT - (average / (most || 1)) * (HEIGHT - TOP);
}

/** The path of a plus above each day on which a credit arrived. */
export function creditsPath(days: readonly ChartDay[]): string {
  const arm = days.length / 80;
  return days
    .flatMap(({ credits }, index) => (credits > 0 ? [index + 0.5] : []))
    .map((x) => `M${x} 3V15M${x - arm} 9H${x + arm}`)
    .join('');
}

/**
 * The path of the balance, which keeps its value until the next sample and has a gap where it is no number. It has a
 * scale of its own, {@link balanceRange}. `now` is in Unix milliseconds.
 */
export function balancePath({ days, balances }: UsageChart & { kind: 'drawn' }, now: number) {
  const range = balanceRange(balances);
  if (!range) return '';
  const { lowest, highest } = range;
  const y = (balance: number) => {
    const share = (balance - lowest) / (highest - lowest || 1);
    return round(HEIGHT - share * (HEIGHT - TOP));
  };
  const x = (at: number) => round(positionOf(at, days));
  let isDrawing = false;
  return balances
    .map(({ at, balance }, index) => {
      const start = isDrawing ? 'V' : `M${x(at)} `;
      isDrawing = balance !== null;
      return balance === null ? '' : `${start}${y(balance)}H${x(balances[index + 1]?.at ?? now)}`;
    })
    .join('');
}

/**
 * The scale of these balances: from zero, or the lowest if it is negative, to the highest. `null` if there is none, or
 * one of them is not exact.
 */
export function balanceRange(balances: readonly BalancePoint[]) {
  const values = balances.flatMap(({ balance }) => balance ?? []);
  if (values.length === 0 || !values.every(isExact)) return null;
  return { lowest: Math.min(0, ...values), highest: Math.max(0, ...values) };
}

/** The position of a time in the chart, in days. A day can have 23 or 25 hours. */
function positionOf(at: number, days: readonly ChartDay[]): number {
  const index = Math.max(
    0,
    days.findLastIndex(({ day }) => day <= at),
  );
  const start = days[index]?.day ?? at;
  return index + Math.min(1, (at - start) / (addDays(start, 1) - start));
}

const round = (value: number) => Math.round(value * 100) / 100;

/** The index of the day that a key leads to from the one at `index`, `null` if the key does nothing. */
export function indexAfterKey(key: string, index: number, count: number): number | null {
  const last = count - 1;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, index - 1);
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(last, index + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
