import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../../extension/domain/account-state.ts';
import { withSample } from '../../../extension/domain/usage/add-sample.ts';
import type { History } from '../../../extension/domain/usage/history.ts';
import { usedAmount } from '../../../extension/domain/usage/used-amount.ts';
import { account, counter, NOON } from './usage-samples.ts';

/** An account from `balance quota/used`, where both counts may be missing. */
function from(text: string, minute = 0, id = 1): Account {
  const [balance = '', quota, used] = text.split(/[ /]/u);
  const { quota: _, ...without } = account(NOON + minute * 60_000, balance, used, id);
  return { ...without, ...(quota && { quota }) };
}

/** The history of such accounts, one a minute. */
function historyOf(texts: string): History {
  return texts.split('; ').reduce<History | null>((history, text, minute) => {
    return withSample(history, from(text, minute), NOON + minute * 60_000);
  }, null) as History;
}

describe('the used amount of one account', () => {
  test.each([
    ['total', '750.00 1000000/250000', '250.00'],
    ['remainder', '750.00 750000/250000', '250.00'],
    ['remainder of 500,000', '$7.50 3750000/62345', '$0.12'],
    ['rounded to the decimals shown', '$7.50 3749000/62345', '$0.12'],
    ['truncated', '$7.49 3749999/62345', '$0.12'],
    ['equal for both relations', '$750.00 750000000/5', '$0.00'],
    ['one unit for one', '1234 1334/100', '100'],
    ['a factor of 1,000,000,000', '10.00 12500000000/2500000000', '2.50'],
    ['without use', '750.00 750000/0', '0.00'],
    ['in debt', '-750.00 250000/1000000', '1000.00'],
  ])('is proven: %s', (_, text, used) => {
    expect(usedAmount(from(text), null)?.text).toBe(used);
  });

  test.each([
    ['no round factor', '750.00 1001000/250000'],
    ['a round factor that no platform uses', '750.00 375000/25000'],
    ['a factor of 10,000,000,000', '10.00 125000000000/25000000000'],
    ['two factors', '750.00 750000/675000'],
    ['too few digits', '6.00 7000/1000'],
    ['a balance of zero', '0.00 1000/1000'],
    ['another sign', '-750.00 750000/250000'],
    ['a balance without a number', 'Unlimited 1000000/250000'],
    ['no quota', '750.00 /250000'],
    ['no used quota', '750.00 750000'],
    ['a negative used quota', '750.00 749000/-1000'],
  ])('is unknown: %s', (_, text) => {
    expect(usedAmount(from(text), null)).toBeNull();
  });

  test('is exact beyond the digits of the format', () => {
    expect(usedAmount(from('$7.50 3750000/62345'), null)?.amount).toBe('0.12469');
  });
});

describe('the used amount with a history', () => {
  const TOTAL = '750.00 1000000/250000';
  const FALLS = '900.00 /1000; 800.00 /101000; 700.00 /201000';

  test.each([
    ['during a hold', TOTAL, '650.00 1000000/250000', '250.00'],
    ['of a small balance', TOTAL, '0.50 1000000/999500', '999.50'],
    ['without a quota', TOTAL, '750.00 /250000', '250.00'],
    ['at the price of consistent falls', FALLS, '650.00 /251000', '251.00'],
    ['with another quota', FALLS.replaceAll(' /', ' 1/'), '650.00 1/251000', '251.00'],
    ['above the quota', TOTAL, '750.02 1000000/250000', undefined],
    ['at the price of one fall', '900.00 /1000; 800.00 /101000', '800.00 /101000', undefined],
    ['in doubt', `${FALLS}; 500.00 /202000`, '500.00 /202000', undefined],
    ['of rough falls', '9.00 /1000; 8.00 /2000; 7.00 /3000', '7.00 /3000', undefined],
    ['of falls at no round price', '900.0 /0; 700.0 /100; 500.0 /200', '500.0 /200', undefined],
  ])('%s', (_, history, text, used) => {
    expect(usedAmount(from(text, 9), historyOf(history))?.text).toBe(used);
  });

  test('needs the history of the same account with a ledger', () => {
    const history = historyOf(TOTAL);
    const now = '0.50 1000000/999500';
    expect(usedAmount(from(now, 9, 2), history)).toBeNull();
    expect(usedAmount(from(now, 9), { ...history, ledger: null })).toBeNull();
  });
});

describe('a generated platform', () => {
  const FACTORS = [1, 10, 100, 1_000, 10_000, 100_000, 500_000, 1_000_000, 1_000_000_000];
  const somePlatform = fc.record({
    factor: fc.constantFrom(...FACTORS),
    decimals: fc.constantFrom(0, 2, 6),
    isTruncated: fc.boolean(),
    /** What `quota` is. A plan's limit has nothing to do with the balance. */
    quota: fc.constantFrom('total' as const, 'remainder' as const, 'limit' as const, null),
    write: fc.constantFrom(
      (text: string) => text,
      (text: string) => `$${text}`,
      (text: string) => `${text} 额度`,
    ),
  });
  type Platform = typeof somePlatform extends fc.Arbitrary<infer T> ? T : never;

  /** The number of units in the unit of the balance, with the platform's decimals. */
  function fixed(units: bigint, { factor, decimals }: Platform, isTruncated: boolean): string {
    const scaled = 2n * units * 10n ** BigInt(decimals) + (isTruncated ? 0n : BigInt(factor));
    const digits = String(scaled / (2n * BigInt(factor))).padStart(decimals + 1, '0');
    const point = digits.length - decimals;
    return decimals > 0 ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits;
  }

  const limitOf = (left: bigint, used: bigint) => used + left * 13n + (left * 7n) / 10n;

  /** Whether a limit looks like the remainder by chance. It never looks like the total. */
  function isCoincidence(left: bigint, used: bigint): boolean {
    const ratio = Number(limitOf(left, used)) / Number(left);
    return [2, 5, 1].some((digit) => {
      const digits = ratio / (digit * 10 ** Math.floor(Math.log10(ratio / digit) + 0.01));
      return Math.abs(digits - 1) < 0.02;
    });
  }

  function accountOf(platform: Platform, left: bigint, used: bigint, held: bigint): Account {
    const quotas = { total: left + used, remainder: left, limit: limitOf(left, used) };
    const balance = fixed(left - held, platform, platform.isTruncated);
    return {
      ...account(NOON, platform.write(balance)),
      used_quota: counter(used),
      ...(platform.quota ? { quota: counter(quotas[platform.quota]) } : { quota: undefined }),
    } as Account;
  }

  const someUnits = fc.bigInt({ min: 0n, max: 10n ** 18n });

  test('gives the right amount or none', () => {
    let shown = 0;
    fc.assert(
      fc.property(somePlatform, someUnits, someUnits, (platform, left, used) => {
        fc.pre(platform.quota !== 'limit' || !isCoincidence(left, used));
        const found = usedAmount(accountOf(platform, left, used, 0n), null);
        if (found === null) return;
        shown++;
        expect(platform.quota === 'limit' || platform.quota === null).toBe(false);
        expect(found.text).toBe(platform.write(fixed(used, platform, false)));
      }),
    );
    expect(shown).toBeGreaterThan(0);
  });

  test('gives the same amount with a hold once the price was seen', () => {
    const someUse = fc.bigInt({ min: 0n, max: 10n ** 12n });
    const someHold = fc.bigInt({ min: 0n, max: 10n ** 9n });
    fc.assert(
      fc.property(somePlatform, someUse, someHold, (platform, used, held) => {
        const left = 10n ** 12n + 123_456_789n;
        const first = accountOf(platform, left, used, 0n);
        const history = withSample(null, first, NOON);
        const amounts = [first, accountOf(platform, left, used, held)].map((one) => {
          return usedAmount(one, history)?.amount;
        });
        expect(amounts[1]).toBe(amounts[0]);
      }),
    );
  });
});
