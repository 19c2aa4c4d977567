import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Account } from '../../../extension/domain/account-state.ts';
import { withSample } from '../../../extension/domain/usage/add-sample.ts';
import { dailyUsage } from '../../../extension/domain/usage/daily-usage.ts';
import { dateOf } from '../../../extension/domain/usage/days.ts';
import { type History, readHistory } from '../../../extension/domain/usage/history.ts';

import { counter } from './usage-samples.ts';

const MINUTE = 60_000;
const MORNING = new Date(2026, 2, 14, 8).getTime();

/** The platform's own figures of an account, in its units. */
interface Truth {
  bought: bigint;
  used: bigint;
  held: bigint;
}

/** What can happen to an account. Sizes are in hundredths of the balance's unit. */
const someEvent = fc.record({
  kind: fc.constantFrom(...(['use', 'use', 'hold', 'release', 'credit'] as const)),
  size: fc.integer({ min: 1, max: 5_000 }),
});
type Event = typeof someEvent extends fc.Arbitrary<infer T> ? T : never;

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
function truths(events: readonly Event[], { unitsPerCent }: Platform): [Truth, ...Truth[]] {
  const first = { bought: 9_000_000n * unitsPerCent, used: 25_000n * unitsPerCent, held: 0n };
  const now = { ...first };
  const others = events.map(({ kind, size }) => {
    const units = BigInt(size) * unitsPerCent;
    if (kind === 'use') now.used += units;
    if (kind === 'credit') now.bought += units;
    if (kind === 'hold') now.held += units;
    if (kind === 'release') now.held = 0n;
    return { ...now };
  });
  return [first, ...others];
}

/** In the unit of the balance, without error: these amounts are small. */
function amountOf(units: bigint, { unitsPerCent }: Platform): number {
  return Number(units / unitsPerCent) / 100;
}

function usedIn(all: readonly Truth[], platform: Platform): number {
  return amountOf((all.at(-1)?.used ?? 0n) - (all[0]?.used ?? 0n), platform);
}

/** Which of quota and usage the platform reports. */
type Counts = 'all' | 'usage' | 'nothing';

const balanceOf = ({ bought, used, held }: Truth) => bought - used - held;

function accountOf(truth: Truth, platform: Platform, at: number, counts: Counts): Account {
  const { bought, used } = truth;
  const quota = platform.quota === 'total' ? bought : bought - used;
  const balance = amountOf(balanceOf(truth), platform).toFixed(platform.decimals);
  return {
    id: 1,
    username: 'ada',
    balance_formatted: platform.write(balance),
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

/** Checks a property for any events, platform and sampling. */
function forAny(check: (events: Event[], platform: Platform, sampling: Sampling) => void): void {
  fc.assert(fc.property(someEvents, somePlatform, someSampling, check));
}

/** Stored and read again after each sample, as the extension does. What is invalid would be dropped. */
function stored(history: History): History {
  const read = readHistory(JSON.parse(JSON.stringify(history)));
  expect(read).toMatchObject({ ledger: {} });
  return read as History;
}

const figureOf = (history: History, now: number) => dailyUsage(history, 1, now)[0]?.amount ?? null;

/** The history and the figure of the day after each sample that is taken. */
function record(
  all: readonly Truth[],
  sampling: Sampling,
  platform: Platform,
  isTaken: (index: number) => boolean,
  counts: (index: number) => Counts,
) {
  let history: History | null = null;
  let at = MORNING;
  const figures: (string | null)[] = [];
  for (const [index, truth] of all.entries()) {
    at += (sampling[index]?.seconds ?? 0) * 1000;
    if (!isTaken(index)) continue;
    history = stored(withSample(history, accountOf(truth, platform, at, counts(index)), at));
    figures.push(figureOf(history, at));
  }
  return { last: history?.samples.at(-1), figures };
}

function expectNeverLess(figures: readonly (string | null)[]): void {
  const known = figures.filter((one) => one !== null).map(Number);
  expect(known).toEqual(known.toSorted((one, other) => one - other));
}

const always = () => true;

/** Whether the balance turns at this index, or may turn. */
function isTurn(balances: readonly bigint[], index: number): boolean {
  const now = balances[index] ?? 0n;
  const before = balances.slice(0, index).findLast((one) => one !== now);
  const after = balances.slice(index + 1).find((one) => one !== now);
  return before === undefined || after === undefined || before < now === after < now;
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
  // If the quota is the remainder, only a first use shows that the platform counts. Without a quota, falls
  // show the price, and a hold or a credit as small as their rounding looks like use.
  test.each<[Counts, firstUses: number[], least: number]>([
    ['all', [100], 1],
    ['usage', [1_234, 2_345], 100],
  ])('and reports %s determines the usage of the day', (reported, firstUses, least) => {
    forAny((events, platform, sampling) => {
      const uses = firstUses.map((size): Event => ({ kind: 'use', size }));
      const others = events.map(({ kind, size }): Event => {
        return { kind, size: kind === 'use' ? size : Math.max(size, least) };
      });
      const all = truths([...uses, ...others], platform);
      const isTaken = (index: number) =>
        index <= uses.length || index === all.length - 1 || sampling[index]?.isTaken === true;
      const { last, figures } = record(all, sampling, platform, isTaken, () => reported);
      expect(figures.at(-1)).toBe(String(usedIn(all, platform)));
      expectNeverLess(figures);
      expect(last?.[2]).not.toBeNull();
    });
  });

  test('never lowers the figure, even if the count comes and goes', () => {
    forAny((events, platform, sampling) => {
      const all = truths(events, platform);
      const counts = (index: number) => (sampling[index]?.counts ? 'all' : 'nothing');
      const { figures } = record(all, sampling, platform, always, counts);
      expectNeverLess(figures);
      const isCounted = counts(0) === 'all' && counts(all.length - 1) === 'all';
      if (isCounted) expect(Number(figures.at(-1))).toBeGreaterThanOrEqual(usedIn(all, platform));
    });
  });
});

test('a platform that does not count: samples between turns and falls taken back change nothing', () => {
  forAny((events, platform, sampling) => {
    const all = truths(events, platform);
    const balances = all.map(balanceOf);
    const isTaken = (index: number) => isTurn(balances, index) || sampling[index]?.isTaken === true;
    const whole = record(all, sampling, platform, always, () => 'nothing');
    const part = record(all, sampling, platform, isTaken, () => 'nothing');
    const sum = String(amountOf(fallsNotTakenBack(balances), platform));
    expect([whole.last?.[3], part.last?.[3]]).toEqual([sum, sum]);
    expect(part.figures.at(-1)).toBe(whole.figures.at(-1));
    expectNeverLess(whole.figures);
    expectNeverLess(part.figures);
  });
});

describe('a day', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const YEARS = 10 * 365 * 24 * 60 * MINUTE;
  const someStep = fc.record({
    event: someEvent,
    minutes: fc.nat(300),
    /** How wrong the clock is, in milliseconds. */
    shift: fc.oneof(
      { weight: 6, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -YEARS, max: YEARS }) },
    ),
    zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Shanghai'),
    counts: fc.constantFrom<Counts>('all', 'nothing'),
  });

  test('never shows less than before, in any time zone and with a wrong clock', () => {
    fc.assert(
      fc.property(fc.array(someStep, { maxLength: 40 }), somePlatform, (steps, platform) => {
        const events = steps.map(({ event }) => event);
        const [, ...all] = truths(events, platform);
        let history: History | null = null;
        let at = MORNING;
        const shown = new Map<string, number>();
        for (const [index, step] of steps.entries()) {
          vi.stubEnv('TZ', step.zone);
          at += step.minutes * MINUTE;
          const now = at + step.shift;
          const account = accountOf(all[index] as Truth, platform, now, step.counts);
          history = stored(withSample(history, account, now));
          const figure = figureOf(history, now);
          if (step.shift !== 0 || figure === null) continue;
          const date = dateOf(now);
          expect(Number(figure)).toBeGreaterThanOrEqual(shown.get(date) ?? 0);
          shown.set(date, Number(figure));
        }
      }),
    );
  });
});
