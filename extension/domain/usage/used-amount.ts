import type { Account } from '../account-state.ts';
import { compare, type Decimal, times, toDecimal } from '../amounts/decimal.ts';
import { formatLike } from '../amounts/format-like.ts';
import { parseFormatted } from '../amounts/parse-amount.ts';
import { ledgerIn } from './add-sample.ts';
import { type History, ownerOf } from './history.ts';
import { isAboveQuota, MAX_COINCIDENCE, type Price, priceByQuota } from './price.ts';

/** 1, 10, 100 … 1,000,000,000 or 500,000 units for one in the unit of the balance. */
const ROUND_PRICES: readonly Decimal[] = [
  ...Array.from({ length: 10 }, (_, digits) => toDecimal(`1e-${digits}`) ?? '0'),
  '0.000002',
];

/** `amount` in the unit of the balance, and the same in its format. */
export interface UsedAmount {
  amount: Decimal;
  text: string;
}

/**
 * The account's `used_quota` in the unit of the balance. `null` unless a round price is proven, by the quota and
 * the balance of the account or by its history: the amount is never an estimate.
 */
export function usedAmount(account: Account, history: History | null): UsedAmount | null {
  const { balance_formatted: formatted, quota, used_quota } = account;
  const balance = parseFormatted(formatted);
  const used = toDecimal(used_quota);
  if (!balance || used === null || compare(used, '0') < 0) return null;
  const now = { balance: balance.exact, decimals: balance.decimals, quota: toDecimal(quota), used };
  const known = history?.owner === ownerOf(account) ? ledgerIn(history) : null;
  const { price } = priceByQuota(known?.price ?? null, now, now);
  const round = price && !isAboveQuota(price, now) ? roundPrice(price) : undefined;
  if (round === undefined) return null;
  const amount = times(used, round);
  return { amount, text: formatLike(formatted, amount) };
}

/** The only round price in the range, undefined while the range is too wide or in doubt. */
function roundPrice({ low, high, proofs, doubt }: Price): Decimal | undefined {
  if (proofs < 2 || doubt || high > low * (1 + MAX_COINCIDENCE)) return undefined;
  return ROUND_PRICES.find((price) => Number(price) >= low && Number(price) <= high);
}
