import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Account } from '../../../extension/domain/account-state.ts';
import { dailyUsage } from '../../../extension/domain/usage/daily-usage.ts';
import { dateOf } from '../../../extension/domain/usage/days.ts';
import { type History, readHistory } from '../../../extension/domain/usage/history.ts';
import { withSample } from '../../../extension/domain/usage/record.ts';

const MINUTE = 60_000;
const MORNING = new Date(2026, 2, 14, 8).getTime();

/** The platform's own figures of an account, in its units. */
interface Truth {
  bought: bigint;
  used: bigint;
  held: bigint;
}

/** What can happen to an account. Amounts are in hundredths of the balance's unit. */
const someEvent = fc.oneof(
  event('use', 4, { min: 1, max: 5_000 }),
  event('credit', 1, { min: 1, max: 9_000 }),
  event('hold', 2, { min: 1, max: 2_000 }),
  event('release', 2, { min: 0, max: 0 }),
);
type Event = typeof someEvent extends fc.Arbitrary<infer T> ? T : never;

function event(
  kind: 'use' | 'credit' | 'hold' | 'release',
  weight: number,
  size: { min: number; max: number },
) {
  return { weight, arbitrary: fc.record({ kind: fc.constant(kind), size: fc.integer(size) }) };
}

/** How a platform formats its figures. */
const somePlatform = fc.record({
  /** Units in one hundredth of the balance's unit. */
  unitsPerCent: fc.constantFrom(1n, 10n, 5_000n, 1_000_000_000n),
  decimals: fc.constantFrom(2, 3, 6),
  quota: fc.constantFrom('total' as const, 'remainder' as const),
  write: fc.constantFrom(
    (text: string) => text,
    (text: string) => `¥${text} 额度`,
    (text: string) => `\u200e$${text}`,
  ),
});
type Platform = typeof somePlatform extends fc.Arbitrary<infer T> ? T : never;

/** The figures before the first and after each event. */
function truths(events: readonly Event[], { unitsPerCent }: Platform): Truth[] {
  let now: Truth = { bought: 9_000_000n * unitsPerCent, used: 25_000n * unitsPerCent, held: 0n };
  const all = [now];
  for (const { kind, size } of events) {
    const units = BigInt(size) * unitsPerCent;
    now = { ...now };
    if (kind === 'use') now.used += units;
    if (kind === 'credit') now.bought += units;
    if (kind === 'hold') now.held += units;
    if (kind === 'release') now.held = 0n;
    all.push(now);
  }
  return all;
}

function write(units: bigint, { unitsPerCent, decimals }: Platform): string {
  const hundredths = units / unitsPerCent;
  const size = String(hundredths < 0n ? -hundredths : hundredths).padStart(3, '0');
  const text = `${size.slice(0, -2)}.${size.slice(-2)}${'0'.repeat(decimals - 2)}`;
  return hundredths < 0n ? `-${text}` : text;
}

function shorten(text: string): string {
  return text.replace(/\.?0+$/u, '');
}

/** As the proxy sends it: text if a double cannot hold it. */
function counter(units: bigint): number | string {
  return Number.isSafeInteger(Number(units)) ? Number(units) : String(units);
}

/** Which of quota and usage the platform reports. */
type Counts = 'all' | 'usage' | 'nothing';

const balanceOf = ({ bought, used, held }: Truth) => bought - used - held;

function accountOf(truth: Truth, platform: Platform, at: number, counts: Counts): Account {
  const { bought, used } = truth;
  const quota = platform.quota === 'total' ? bought : bought - used;
  return {
    id: 1,
    username: 'ada',
    balance_formatted: platform.write(write(balanceOf(truth), platform)),
    as_of: Math.floor(at / 1000),
    ...(counts === 'all' && { quota: counter(quota) }),
    ...(counts !== 'nothing' && { used_quota: counter(used) }),
  } as Account;
}

/** Which samples are taken, and the seconds between them. */
const someSampling = fc.array(
  fc.record({ isTaken: fc.boolean(), seconds: fc.nat(600), counts: fc.boolean() }),
  { minLength: 63, maxLength: 63 },
);
type Sampling = typeof someSampling extends fc.Arbitrary<infer T> ? T : never;

const someEvents = fc.array(someEvent, { minLength: 1, maxLength: 60 });

/** Checks a property for these events, any platform and any sampling. */
function forAny(
  events: fc.Arbitrary<Event[]>,
  check: (events: Event[], platform: Platform, sampling: Sampling) => void,
): void {
  fc.assert(fc.property(events, somePlatform, someSampling, check));
}

const todayOf = (history: History, now: number) => dailyUsage(history, 1, now)[0];

/** Stored and read again after each sample, as the extension does. */
function stored(history: History): History {
  return readHistory(JSON.parse(JSON.stringify(history))) as History;
}

interface Seen {
  history: History;
  figures: (string | null)[];
}

function record(
  all: readonly Truth[],
  sampling: Sampling,
  platform: Platform,
  isTaken: Taken,
  counts: (index: number) => Counts,
  start = MORNING,
): Seen {
  let history: History | null = null;
  let at = start;
  const figures: (string | null)[] = [];
  for (const [index, truth] of all.entries()) {
    at += (sampling[index]?.seconds ?? 0) * 1000;
    if (!isTaken(index)) continue;
    history = stored(withSample(history, accountOf(truth, platform, at, counts(index)), at));
    figures.push(todayOf(history, at)?.amount ?? null);
  }
  return { history: history as History, figures };
}
type Taken = (index: number) => boolean;

function expectNeverLess(figures: readonly (string | null)[]): void {
  const known = figures.filter((one) => one !== null).map(Number);
  expect(known).toEqual(known.toSorted((one, other) => one - other));
}

const always = () => true;
const everything = () => 'all' as const;
const usage = () => 'usage' as const;
const nothing = () => 'nothing' as const;

/** Whether the balance turns at this index, or may turn. */
function isTurn(balances: readonly bigint[], index: number): boolean {
  const sign = (one = 0n, other = 0n) => (one < other ? -1 : Number(one > other));
  const before = balances.slice(0, index).findLast((one) => one !== balances[index]);
  const after = balances.slice(index + 1).find((one) => one !== balances[index]);
  if (before === undefined || after === undefined) return true;
  return sign(before, balances[index]) === sign(after, balances[index]);
}

/** The rule for platforms that do not count: the falls between turns, without those taken back. */
function fallsNotTakenBack(balances: readonly bigint[]): bigint {
  const turns = balances.filter((_, index) => isTurn(balances, index));
  const steps = turns.filter((one, index) => one !== turns[index - 1]);
  let sum = 0n;
  for (let index = 0; index < steps.length - 1; index++) {
    const [peak = 0n, low = 0n, next] = steps.slice(index);
    if (low < peak && next !== peak) sum += peak - low;
  }
  return sum;
}

describe('a platform that counts', () => {
  test('determines the usage of the day, whatever is held, released or credited', () => {
    forAny(someEvents, (events, platform, sampling) => {
      // If the quota is the remainder, only a first use shows that the platform counts.
      const all = truths([{ kind: 'use', size: 100 }, ...events], platform);
      const isTaken = (index: number) =>
        index < 2 || index === all.length - 1 || sampling[index]?.isTaken === true;
      const { history, figures } = record(all, sampling, platform, isTaken, everything);
      const [first, last] = [all[0], all.at(-1)] as [Truth, Truth];
      const used = shorten(write(last.used - first.used, platform));
      expect(figures.at(-1)).toBe(used);
      expectNeverLess(figures);
      expect(history.samples.at(-1)?.[2]).not.toBeNull();
    });
  });

  test('needs no quota once falls have shown the price', () => {
    forAny(someEvents, (events, platform, sampling) => {
      const uses: Event[] = [
        { kind: 'use', size: 1_234 },
        { kind: 'use', size: 2_345 },
      ];
      // A hold as small as the rounding of a fall sampling like use.
      const large = events.map((event) =>
        event.kind === 'hold' ? { ...event, size: event.size + 100 } : event,
      );
      const all = truths([...uses, ...large], platform);
      const isTaken = (index: number) =>
        index < 3 || index === all.length - 1 || sampling[index]?.isTaken === true;
      const { figures } = record(all, sampling, platform, isTaken, usage);
      const used = (all.at(-1) as Truth).used - (all[0] as Truth).used;
      expect(figures.at(-1)).toBe(shorten(write(used, platform)));
    });
  });

  test('never lowers the figure, even if the count comes and goes', () => {
    forAny(someEvents, (events, platform, sampling) => {
      const all = truths(events, platform);
      const counts = (index: number) => (sampling[index]?.counts ? 'all' : 'nothing');
      const { figures } = record(all, sampling, platform, always, counts);
      expectNeverLess(figures);
      const last = (all.at(-1) as Truth).used - (all[0] as Truth).used;
      const isCounted = counts(0) === 'all' && counts(all.length - 1) === 'all';
      if (isCounted)
        expect(Number(figures.at(-1))).toBeGreaterThanOrEqual(Number(write(last, platform)));
    });
  });
});

describe('a platform that does not count', () => {
  test('ignores samples between two turns, and falls that are taken back', () => {
    forAny(someEvents, (events, platform, sampling) => {
      const all = truths(events, platform);
      const balances = all.map(balanceOf);
      const isTaken = (index: number) =>
        isTurn(balances, index) || sampling[index]?.isTaken === true;
      const whole = record(all, sampling, platform, always, nothing);
      const part = record(all, sampling, platform, isTaken, nothing);
      const sum = shorten(write(fallsNotTakenBack(balances), platform));
      expect(whole.history.samples.at(-1)?.[3]).toBe(sum);
      expect(part.history.samples.at(-1)?.[3]).toBe(sum);
      expect(part.figures.at(-1)).toBe(whole.figures.at(-1));
      expectNeverLess(whole.figures);
      expectNeverLess(part.figures);
    });
  });

  test('adds up to the balance without holds', () => {
    const uses = someEvents.map((events) => events.filter(({ kind }) => kind === 'use'));
    forAny(uses, (events, platform, sampling) => {
      const all = truths(events, platform);
      const { figures } = record(all, sampling, platform, always, nothing);
      const [first, last] = [all[0], all.at(-1)] as [Truth, Truth];
      expect(figures.at(-1)).toBe(shorten(write(balanceOf(first) - balanceOf(last), platform)));
    });
  });
});

describe('a day', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  const YEARS = 10 * 365 * 24 * 60 * MINUTE;
  const someStep = fc.record({
    event: someEvent,
    minutes: fc.nat(300),
    shift: fc.oneof(
      { weight: 6, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -YEARS, max: YEARS }) },
    ),
    zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Shanghai'),
    counts: fc.boolean(),
  });

  test('never shows less than before, in any time zone and with a wrong clock', () => {
    fc.assert(
      fc.property(fc.array(someStep, { maxLength: 40 }), somePlatform, (steps, platform) => {
        const all = truths(
          steps.map(({ event }) => event),
          platform,
        );
        let history: History | null = null;
        let at = MORNING;
        const shown = new Map<string, number>();
        for (const [index, step] of steps.entries()) {
          process.env.TZ = step.zone;
          at += step.minutes * MINUTE;
          const now = at + step.shift;
          const account = accountOf(
            all[index + 1] as Truth,
            platform,
            now,
            step.counts ? 'all' : 'nothing',
          );
          history = stored(withSample(history, account, now));
          const figure = todayOf(history, now)?.amount;
          const isTrue = step.shift === 0;
          if (!isTrue || figure === null || figure === undefined) continue;
          const date = dateOf(now);
          expect(Number(figure)).toBeGreaterThanOrEqual(shown.get(date) ?? 0);
          shown.set(date, Number(figure));
        }
      }),
    );
  });

  test('of 23 or 25 hours is one day', () => {
    process.env.TZ = 'Europe/Berlin';
    const platform: Platform = {
      unitsPerCent: 10n,
      decimals: 2,
      quota: 'total',
      write: (text) => text,
    };
    for (const day of [Date.UTC(2026, 2, 28, 23), Date.UTC(2026, 9, 24, 22)]) {
      const all = truths(
        Array.from({ length: 23 }, () => ({ kind: 'use' as const, size: 100 })),
        platform,
      );
      const hours = all.slice(0, 23);
      const hourly = hours.map(() => ({ isTaken: true, seconds: 3_600, counts: true }));
      const before = day - 60 * MINUTE;
      const { history } = record(hours, hourly, platform, always, everything, before);
      expect(todayOf(history, day + 22.5 * 60 * MINUTE)?.amount).toBe('22');
    }
  });
});
