import { type Decimal, minus, toDecimal } from '../amounts/decimal.ts';
import { dateOf } from './days.ts';
import type { History } from './history.ts';

const MINUTE = 60_000;

/**
 * The samples of a history as rows of a table, oldest first: local date and time (ISO 8601), balance, and what was
 * used since the last row that knows it. That is negative where a fall of the balance turned out to be a hold, so that
 * the sum is what was used. Amounts are plain decimals in the unit of the balance, empty if unknown.
 */
export function historyRows({ samples }: History): string[][] {
  let last: Decimal | null = null;
  return samples.map(([minute, balance, , used]) => {
    const at = minute * MINUTE;
    const time = new Date(at).toLocaleTimeString('sv').slice(0, 5);
    const since: Decimal = used === null || last === null ? '' : minus(used, last);
    last = used ?? last;
    return [dateOf(at), time, toDecimal(balance) ?? '', since];
  });
}
