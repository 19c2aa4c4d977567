import { compare, minus, plus, share } from './decimal.ts';
import { formatLike } from './format-like.ts';
import { parseFormatted } from './parse-amount.ts';

/** How finely a part of the way is told apart. */
const PARTS = 1_000;

/**
 * The amounts on the way from one formatted balance to another, in the format of both. `part` is from 0 to 1. `null`
 * if there is none: the balances are equal or negative, have no number, or their formats differ.
 */
export function amountsBetween(from: string, to: string): ((part: number) => string) | null {
  if (from === to) return null;
  const [first, last] = [from, to].map((text) => parseFormatted(text)?.exact);
  if (!first || !last) return null;
  // The larger one shows all separators of the format.
  const model = compare(first, last) < 0 ? to : from;
  if (formatLike(model, first) !== from || formatLike(model, last) !== to) return null;
  const way = minus(last, first);
  return (part) => formatLike(model, plus(first, share(way, Math.round(part * PARTS), PARTS)));
}
