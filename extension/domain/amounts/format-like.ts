import { type Decimal, plus, toDecimal } from './decimal.ts';
import { parseFormatted } from './parse-amount.ts';

const NUMBER = /\d(?:[\d.,'’\s]*\d)?/u;

/**
 * An amount that the user has set, in the format of the balance `formatted`. Only its number if the format has too few
 * decimals for it.
 */
export function formatLimit(formatted: string, limit: number): string {
  const exact = toDecimal(limit) ?? '0';
  const text = formatLike(formatted, exact);
  return parseFormatted(text)?.exact === exact ? text : exact;
}

const DASH = '[+\\-\\u2010-\\u2015\\u2212\\uFE63\\uFF0B\\uFF0D]';

/** A plus or minus. A hyphen between two letters is part of a word. */
const SIGN = new RegExp(`(?<!\\p{L})${DASH}|${DASH}(?!\\p{L})`, 'gu');

/**
 * An amount (not negative) in the format of the balance `formatted`: the same unit, separators and decimals.
 * Only the number and its decimals (two without a number) if the format cannot be followed. Half a step is
 * rounded up.
 */
export function formatLike(formatted: string, amount: Decimal): string {
  const balance = parseFormatted(formatted);
  const number = NUMBER.exec(formatted);
  const decimals = balance?.decimals ?? 2;
  const plain = toFixed(amount, decimals);
  if (!balance || !number) return plain;
  const [digits] = number;
  const [, group = '', mark = ''] = separators(digits, decimals);
  const write = (fixed: string) => {
    const [whole = '', fraction = ''] = fixed.split('.');
    return whole.replace(/\B(?=(?:\d{3})+$)/gu, group) + mark + fraction;
  };
  // The format is understood if it writes the balance itself as the platform does.
  if (write(toFixed(balance.exact.replace('-', ''), decimals)) !== digits) return plain;
  const before = formatted.slice(0, number.index).replace(SIGN, '');
  const after = formatted.slice(number.index + digits.length);
  return `${before}${write(plain)}${after}`.trim();
}

/** The thousands and the decimal separator of a number, empty where it has none. */
function separators(digits: string, decimals: number) {
  const fraction = decimals > 0 ? `(\\D)\\d{${decimals}}` : '()';
  return new RegExp(`^\\d+(?:(\\D).*?)??${fraction}$`, 'u').exec(digits) ?? [];
}

/** As `Number.prototype.toFixed` writes it, for decimals of any size that are not negative. */
function toFixed(amount: Decimal, decimals: number): string {
  const half = toDecimal(`5e-${decimals + 1}`) ?? '0';
  const [whole = '', fraction = ''] = plus(amount, half).split('.');
  return decimals > 0 ? `${whole}.${fraction.slice(0, decimals).padEnd(decimals, '0')}` : whole;
}
