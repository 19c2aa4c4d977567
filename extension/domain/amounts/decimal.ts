import * as Type from '../../../shared/schema.ts';

/**
 * A decimal number of any size as text: `-12.34`, without exponent, leading or trailing zeros. Amounts are
 * added up in this form because binary floating point would drift.
 */
export const Decimal = Type.String({
  pattern: '^(?!-0$)-?(?:0|[1-9]\\d*)(?:\\.\\d*[1-9])?$',
});
export type Decimal = Type.Static<typeof Decimal>;

const DECIMAL = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/u;

/** A number, or digits as text, as a decimal. `null` for any other value. */
export function toDecimal(value: unknown): Decimal | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const parts = DECIMAL.exec(String(value));
  if (!parts) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  if (whole + fraction === '') return null;
  const scale = fraction.length - Number(exponent);
  const digits = `${sign}${whole}${fraction}${'0'.repeat(Math.max(0, -scale))}`;
  return write(BigInt(digits), Math.max(0, scale));
}

export function plus(one: Decimal, other: Decimal): Decimal {
  const [a, b, scale] = aligned(one, other);
  return write(a + b, scale);
}

export function minus(one: Decimal, other: Decimal): Decimal {
  const [a, b, scale] = aligned(one, other);
  return write(a - b, scale);
}

export function times(one: Decimal, other: Decimal): Decimal {
  const [a, b, scale] = aligned(one, other);
  return write(a * b, 2 * scale);
}

/** Negative, zero or positive, as `one` is less than, equal to or greater than `other`. */
export function compare(one: Decimal, other: Decimal): number {
  const [a, b] = aligned(one, other);
  return a < b ? -1 : Number(a > b);
}

export function max(one: Decimal, other: Decimal): Decimal {
  return compare(one, other) < 0 ? other : one;
}

/** `of * numerator / denominator` (safe integers), truncated to as many decimals as `of` has, at least two. */
export function share(of: Decimal, numerator: number, denominator: number): Decimal {
  const [digits, , scale] = aligned(of, '0.01');
  return write((digits * BigInt(numerator)) / BigInt(denominator), scale);
}

/** Both numbers as integers, and how many of their digits are decimals. */
function aligned(one: Decimal, other: Decimal): [bigint, bigint, number] {
  const decimals = (text: Decimal) => text.split('.')[1]?.length ?? 0;
  const scale = Math.max(decimals(one), decimals(other));
  const at = (text: Decimal) => BigInt(text.replace('.', '') + '0'.repeat(scale - decimals(text)));
  return [at(one), at(other), scale];
}

function write(digits: bigint, scale: number): Decimal {
  const size = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const whole = size.slice(0, size.length - scale);
  const fraction = size.slice(size.length - scale).replace(/0+$/u, '');
  return `${digits < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`;
}
