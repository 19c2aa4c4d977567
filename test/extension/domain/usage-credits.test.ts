import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { creditsIn, withSample } from '../../../extension/domain/usage/add-sample.ts';
import { creditTimes } from '../../../extension/domain/usage/credits.ts';
import type { History } from '../../../extension/domain/usage/history.ts';
import { account, NOON, seen } from './usage-samples.ts';

describe('the times of credits', () => {
  /** The hours before noon at which credits arrived. */
  const creditsOf = (history: History | null) =>
    creditTimes(history).map((at) => (NOON - at) / 3_600_000);

  test.each([
    ['a rise', '9 10.00 0; 8 9.00 100; 7 30.00 100; 6 29.00 200', [7]],
    ['a released hold', '9 10.00 0; 8 9.00 100; 7 5.00 100; 6 8.00 200', []],
    ['a rise within rounding', '9 10.00 0; 8 10.01 0', []],
    ['a rise above the highest balance without a count', '9 10.00; 8 4.00; 7 8.00; 6 12.00', [6]],
    ['an unreadable balance between', '9 10.00 0; 8 x 0; 7 30.05 0', [7]],
    ['a count that comes and goes', '9 10.00 0; 8 9.00; 7 30.00; 6 29.00 5', [7]],
    ['falls of no known price', '9 10.00 0; 8 5.00 1; 7 9.00 2; 6 10.50 3', [6]],
  ])('of %s', (_, samples, hours) => {
    expect(creditsOf(seen(samples))).toEqual(hours);
  });

  test('are found behind usage and holds where the platform counts', () => {
    const entries = ['750.00 1000 250', '650.00 1000 250', '640.00 1010 270', '650.00 1010 270'];
    const history = entries.reduce<History | null>((before, text, index) => {
      const [balance = '', quota, used] = text.split(' ');
      const at = NOON - (9 - index) * 3_600_000;
      const counts = { quota: Number(quota) * 1_000, used_quota: Number(used) * 1_000 };
      return withSample(before, { ...account(at, balance), ...counts }, at);
    }, null);
    expect(creditsOf(history)).toEqual([]);
    const rise = { ...account(NOON, '760.00'), quota: 1_030_000, used_quota: 270_000 };
    expect(creditsOf(withSample(history, rise, NOON))).toEqual([0]);
  });

  test('are none without a history or with a damaged ledger', () => {
    const history = seen('9 10.00 0; 7 30.00 100');
    expect([creditsOf(null), creditsOf({ ...history, ledger: {} })]).toEqual([[], []]);
  });

  test('are as many as the history counts', () => {
    const someEvent = fc.record({
      kind: fc.constantFrom('use', 'hold', 'release', 'credit'),
      cents: fc.integer({ min: 1, max: 5_000 }),
    });
    fc.assert(
      fc.property(fc.array(someEvent, { maxLength: 40 }), fc.boolean(), (events, isTotal) => {
        let [bought, used, held] = [90_000, 25_000, 0];
        let history: History | null = null;
        const first = { kind: 'use', cents: 1_234 };
        for (const [hour, { kind, cents }] of [first, first, ...events].entries()) {
          if (kind === 'use') used += cents;
          if (kind === 'credit') bought += cents;
          if (kind === 'hold') held += cents;
          if (kind === 'release') held = 0;
          const left = bought - used;
          const at = NOON + hour * 3_600_000;
          const counts = { quota: (isTotal ? bought : left) * 10, used_quota: used * 10 };
          const balance = ((left - held) / 100).toFixed(2);
          history = withSample(history, { ...account(at, balance), ...counts }, at);
        }
        expect(creditTimes(history)).toHaveLength(creditsIn(history));
      }),
    );
  });
});
