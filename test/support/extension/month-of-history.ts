import type { Account } from '../../../extension/domain/account-state.ts';
import { withSample } from '../../../extension/domain/usage/add-sample.ts';
import type { History } from '../../../extension/domain/usage/history.ts';

/** A sample as version 0.1.0 stored it. The extension adds what it misses. */
type Sample = [minute: number, balance: number, units: number];

const QUARTERS = 30 * 4;
const QUARTER_DAY_MINUTES = 6 * 60;
const UNITS_PER_CREDIT = 1_000;

/** What each top-up added, in the unit of the balance. */
const CREDIT = 100;

/** The shares of a day's usage before 6:00, 12:00, 18:00 and 24:00. */
const SHARES = [0.05, 0.35, 0.4, 0.2];

/**
 * A made-up month that ends with the balance and the used quota of `account` at its `as_of`. About 220 are used in
 * it, in the unit of the balance.
 */
export function monthOfHistory(account: Account): History {
  const { balance_formatted, used_quota, as_of } = account;
  const samples = monthOfSamples(Number(balance_formatted), Number(used_quota), as_of * 1_000);
  let history: History | null = null;
  for (const [minute, balance, units] of samples) {
    const earlier = {
      ...account,
      balance_formatted: balance.toFixed(2),
      quota: units + Math.round(balance * UNITS_PER_CREDIT),
      used_quota: units,
      as_of: minute * 60,
    };
    history = withSample(history, earlier, minute * 60_000);
  }
  return withSample(history, account, as_of * 1_000);
}

/** The samples of the month, four a day, with a top-up or two. `now` is Unix milliseconds. */
export function monthOfSamples(balance: number, used: number, now: number): Sample[] {
  const minute = Math.floor(now / 60_000);
  const samples: Sample[] = [[minute, balance, used]];
  for (let back = 0; back < QUARTERS - 1; back++) {
    const [at, later, units] = samples[0] as Sample;
    const fall = usedInQuarter(new Date(at * 60_000));
    const isCredit = later + fall > balance + CREDIT;
    const before = later + fall - (isCredit ? CREDIT : 0);
    samples.unshift([
      at - QUARTER_DAY_MINUTES,
      Math.round(before * 100) / 100,
      units - Math.round(fall * UNITS_PER_CREDIT),
    ]);
  }
  return samples;
}

/** What was used in the six hours before `end`: little at night and at weekends, and no two workdays alike. */
function usedInQuarter(end: Date): number {
  const middle = new Date(end.getTime() - (QUARTER_DAY_MINUTES / 2) * 60_000);
  const day = middle.getDate();
  const isWeekend = middle.getDay() % 6 === 0;
  const usedOnDay = isWeekend ? 1.5 + (day % 3) : 7 + ((day * 7) % 5) * 1.2;
  const share = SHARES[Math.floor(middle.getHours() / 6)] ?? 0;
  return Math.round(usedOnDay * share * 100) / 100;
}
