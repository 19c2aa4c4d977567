import { describe, expect, test } from 'vitest';
import { toDecimal } from '../../../extension/domain/amounts/decimal.ts';
import {
  isFallAtPrice,
  isSharp,
  type Observation,
  type Price,
  priceByFall,
  priceByQuota,
  provesCount,
  rateOf,
} from '../../../extension/domain/usage/price.ts';

const price = (low: number, high: number, parts: Partial<Price> = {}): Price => ({
  ...{ source: 'total', low, high, proofs: 2, doubt: null },
  ...parts,
});
const falls = (low: number, high: number, proofs: number, doubt: Price['doubt'] = null) =>
  price(low, high, { source: 'falls', proofs, doubt });

/** An observation from `balance quota/used`. */
function seen(text: string): Observation {
  const [balance = '', quota, used] = text.split(/[ /]/u);
  const decimals = balance.split('.')[1]?.length ?? 0;
  return {
    balance: toDecimal(balance) ?? '0',
    decimals,
    quota: toDecimal(quota),
    used: used ?? '',
  };
}

const THOUSANDTH = price(0.00099999, 0.00100001);
const NO_ROUND = price(0.00129999, 0.00130001);

describe('the price by the quota', () => {
  // `=` is the price from before. The reference changes to the last observation where an arrow stands.
  test.each<[string, before: Price | null, observations: string, after: string]>([
    ['a round remainder', null, '750.00 750000/250000', 'remainder 0.001'],
    ['a round relation to both', null, '750.00 750000/0', 'total 0.001'],
    ['a round relation in debt', null, '-750.00 0/750000', 'total 0.001'],
    ['two round relations', null, '750.00 1500000/750000', '='],
    ['a round number by chance', null, '2.00 2000/0', '='],
    ['another sign', null, '-750.00 750000/0', '='],
    ['a round total in place of falls', falls(1, 2, 2), '750.00 1000000/250000', 'total 0.001'],
    ['remainder by one', null, '1300.00 1000000/0; 1287.00 990000/10000', 'remainder 0.0013'],
    ['the least difference', null, '1300.00 1000000/0; 1299.90 1000000/77', 'total 0.0013'],
    ['a smaller one', null, '1300.00 1000000/0; 1299.910 1000000/70', '='],
    ['a difference for both', null, '1300.00 1000000/0; 1287.00 990000/0', '='],
    ['a difference for neither', null, '1300.00 1000000/0; 900.00 1000000/0', '= →'],
    ['a known round price', THOUSANDTH, '750.00 1000000/250000', '='],
    ['a known price, narrower', price(0.00129, 0.00131), '13000.00 10000000/0', 'total 0.0013'],
    ['a hold', NO_ROUND, '1200.00 1000000/0; 1187.00 1000000/10000', '= →'],
    ['a hold within rounding', NO_ROUND, '1200 1000000/0; 1176.0 1000000/20000', '= →'],
    ['no hold', NO_ROUND, '1200 1000000/0; 1164 1000000/30000', 'total 0.0012'],
    ['0.1 % less', THOUSANDTH, '999.00 1000000/0; 899.10 1000000/100000', '='],
    ['0.4 % less', THOUSANDTH, '996.00 1000000/0; 896.40 1000000/100000', 'total 0.000996'],
    [
      'a hold like the other relation',
      price(0.009999999, 0.010000001, { source: 'remainder' }),
      '89731.57 8973159/26841; 89731.47 8973154/26846',
      '=',
    ],
    [
      'a balance above the quota',
      price(0.009999999, 0.010000001, { source: 'remainder' }),
      '90731.57 8973159/26841; 90731.47 8973154/26846',
      'total 0.010141778',
    ],
    ['0.4 % more', THOUSANDTH, '1004.00 1000000/0; 903.60 1000000/100000', 'total 0.001004'],
    ['0.1 % off', NO_ROUND, '1298.70 1000000/0; 1168.83 1000000/100000', 'total 0.0012987'],
  ])('after %s', (_, before, observations, after) => {
    const [reference, now = reference] = observations.split('; ').map(seen) as [Observation];
    const result = priceByQuota(before, reference, now);
    expect(result.reference).toBe(after.includes('→') ? now : reference);
    if (after.startsWith('=')) return expect(result.price).toBe(before);
    const { source, proofs, doubt, low, high } = result.price as Price;
    expect(`${source} ${rateOf({ low, high })}`).toBe(after);
    expect(high / low - 1).toBeLessThan(0.003);
    expect([proofs, doubt]).toEqual([2, null]);
  });

  test.each([
    [true, THOUSANDTH, '750.00 1000000/250000'],
    [false, THOUSANDTH, '1000.00 1000000/0'],
    [false, price(1, 2, { source: 'remainder' }), '750.00 1000000/250000'],
    [false, null, '750.00 1000000/250000'],
  ])('proves that usage is counted: %s', (isProof, known, now) => {
    expect(provesCount(known, seen(now))).toBe(isProof);
  });
});

describe('the price by falls', () => {
  const LOW = priceByFall(null, '10.00', 2, '10000')?.low as number;
  const HIGH = priceByFall(null, '10.00', 2, '10000')?.high as number;
  const [once, twice] = [falls(0.003, 0.004, 1), falls(0.003, 0.004, 2)];
  const range = { low: LOW, high: HIGH };

  test.each<[string, Price | null, Price | null]>([
    ['is seen once', null, falls(LOW, HIGH, 1)],
    ['does not replace that of the quota', THOUSANDTH, THOUSANDTH],
    ['is seen again', falls(0.001, 0.0011, 1, range), falls(0.001, HIGH, 2)],
    ['is seen at its limit', falls(LOW / 2, LOW, 3), falls(LOW, LOW, 4)],
    ['is another one', once, falls(LOW, HIGH, 1, { low: 0.003, high: 0.004 })],
    ['is in doubt', twice, { ...twice, doubt: range }],
    ['is the one in doubt', { ...twice, doubt: { low: 0.001, high: 1 } }, falls(0.001, HIGH, 2)],
  ])('%s', (_, before, after) => {
    expect([LOW, HIGH]).toEqual([expect.closeTo(0.000999, 12), expect.closeTo(0.001001, 12)]);
    expect(priceByFall(before, '10.00', 2, '10000')).toEqual(after);
  });

  test.each([
    ['0.01', '5'],
    ['1', '0'],
    ['1', '-5'],
  ])('is not shown by a fall of %s for %s units', (fall, units) => {
    expect(priceByFall(once, fall, 2, units)).toBe(once);
  });

  test.each([
    [true, ['4', '5', '10', '11']],
    [false, ['3', '12']],
  ])('is that of a fall: %s for %j', (isAtPrice, amounts) => {
    for (const fall of amounts) {
      expect(isFallAtPrice(falls(0.001, 0.002, 2), fall, 0, '5000'), fall).toBe(isAtPrice);
      expect(isFallAtPrice(falls(0.001, 0.002, 1), fall, 0, '5000'), fall).toBe(true);
    }
  });
});

test.each([
  [1, 1.05, true],
  [1.2, 1.25, true],
  [1.234, 1.238, false],
])('a price from %d to %d is sharp: %s', (low, high, expected) => {
  expect(isSharp(price(low, high))).toBe(expected);
  expect(isSharp(price(low, high, { proofs: 1 }))).toBe(false);
});

test.each([
  [0.9, 2.1, '1'],
  [1.5, 5.5, '5'],
  [1.5, 2.5, '2'],
  [2.5, 4.5, '4'],
  [0.00099, 0.00101, '0.001'],
  [1.24, 1.26, '1.25'],
])('the rate from %d to %d is %s', (low, high, rate) => {
  expect(rateOf({ low, high })).toBe(rate);
});
