import { expect, test } from 'vitest';
import { isUnlimited } from '../../../extension/domain/amounts/unlimited.ts';

test.each([
  [true, ['∞', ' ∞ ', '$∞', '+∞', '￥ ∞', 'Unlimited', 'UNLIMITED', 'unlimited quota', 'Infinity']],
  [true, ['无限', '无限额度', '无限制', '不限', '無限']],
  [false, ['-1', '-1.00', '0', '999999999', '-∞', '∞ left of 5', 'N/A', '—', '余额 无限']],
  [false, ['Unlimited until Friday', 'not unlimited', '无限期']],
])('unlimited is %s for %j', (expected, texts) => {
  for (const text of texts) expect(isUnlimited(text), text).toBe(expected);
});
