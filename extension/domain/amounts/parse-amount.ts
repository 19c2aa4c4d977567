import { type Decimal, toDecimal } from './decimal.ts';

/** A number as a platform writes it. `exact` is the same number without the limits of `amount`. */
export interface Formatted {
  amount: number;
  exact: Decimal;
  decimals: number;
}

/** The only number of a text, and what stands before and after it. */
const WHOLE = /^(?<before>\D*?)(?<digits>\d(?:[\d.,\u066B\u066C' ]*\d)?)(?<after>\D*)$/u;

/** The codes of ISO 4217. */
const CODES = Intl.supportedValuesOf('currency').join('|');

/** A currency by its sign or its code. */
const CURRENCY = new RegExp(`[A-Z]{0,3}\\p{Sc}|(?<!\\p{L})(?:${CODES})(?!\\p{L})`, 'gu');

/** Words, abbreviations with a dot, symbols and quotation marks: nothing that changes the size of the number. */
const UNIT =
  /^(?:[\p{L}\p{M}\p{Sc}\p{So}\p{Zs}"“”„«»「」『』【】[\]]|(?<=\p{L})[-'](?=\p{L})|(?<=\p{L}\/?)\.)*$/u;

/** Symbols that make a rank or a temperature of a number. */
const NO_UNIT = /[№°]/u;

/** Maximum words of a unit on one side of the number. */
const MAX_WORDS = 2;

/**
 * Words that multiply the number before them or make an ordinal of it, in any case. A single Latin letter after
 * a number does so too ("5k", "5 M"), also before a currency sign ("5 k$").
 */
const MULTIPLIERS = new Set(
  (
    'st nd rd th hundred thousand thousands million millions billion billions trillion trillions dozen grand ' +
    'lakh lakhs lac lacs crore crores cr mn mm mio mia mrd bn bil bln mil mill tn tsd tausend millionen milliarden ' +
    'mille milliard milliards md mds millón millones mila milione milioni miliardo miliardi milhão milhões ' +
    'bilhão bilhões tys mln mld тыс млн млрд трлн тысяч миллион миллионов миллиард bin milyon milyar ' +
    'nghìn ngàn triệu tỷ tỉ ribu juta rb jt miliar लाख करोड़ हज़ार हजार ألف مليون مليار พัน หมื่น แสน ล้าน'
  ).split(' '),
);

/** CJK digits and powers of ten, which multiply the number right before them. */
const CJK_POWER = /^[〇零一二三四五六七八九十百千万萬亿億兆만억천조]/u;

/**
 * The number in a platform's formatted balance, whatever unit or symbol stands beside it. `null` if the text is
 * ambiguous ("1,234" may be more than a thousand or little more than one), has a multiplier ("1.2k", "3万"), or
 * holds no number or several.
 */
export function parseAmount(text: string): number | null {
  return parseFormatted(text)?.amount ?? null;
}

/** Like {@link parseAmount}, with all digits and the number of decimals. */
export function parseFormatted(text: string): Formatted | null {
  const plain = toPlain(text);
  const parts = plain === null ? null : WHOLE.exec(plain.trim());
  if (!parts?.groups) return null;
  const { digits = '', after = '' } = parts.groups;
  let { before = '' } = parts.groups;
  const isFraction = /(?<![\p{L}/])\.$/u.test(before);
  if (isFraction) before = before.slice(0, -1);
  const sign = signIn(before);
  if (sign === null || !isUnitBefore(before.slice(sign.end)) || !isUnitAfter(after)) return null;
  if (!isUnit(before.slice(0, sign.start))) return null;
  if ([...`${before}\n${after}`.matchAll(CURRENCY)].length > 1) return null;
  const size = isFraction ? join('0', /^\d+$/u.test(digits) ? digits : '.') : readDigits(digits);
  if (size === null || !sign.isNegative || size.amount === 0) return size;
  return { ...size, amount: -size.amount, exact: `-${size.exact}` };
}

/**
 * The text with ASCII digits, signs, spaces and apostrophes, and without format characters. `null` if it mixes
 * digits of several scripts, or holds a character that is a number itself, such as ½.
 */
function toPlain(text: string): string | null {
  if (/[\p{Nl}\p{No}]|\p{Nd}(?:\p{M}|\p{Cf}+\p{Nd})/u.test(text)) return null;
  const zeros = new Set<number>();
  const plain = text
    .replace(/\p{Cf}/gu, '')
    .replace(/[\uFF01-\uFF5E]/gu, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0) as number;
      const value = digitValue(code);
      zeros.add(code - value);
      return String(value);
    })
    .replace(/[\u2010-\u2015\u2212\uFE63]/gu, '-')
    .replace(/[\u2018\u2019\u02BC]/gu, "'")
    .replace(/\s/gu, ' ');
  return zeros.size > 1 ? null : plain;
}

/** Decimal digits stand in runs of ten in Unicode, from zero to nine. */
function digitValue(code: number): number {
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
  return (code - first) % 10;
}

/**
 * The position of the number's first sign in the text before it, empty without a sign. `null` if a dash may
 * join a word to the number ("GPT-4", "Left - 5").
 */
function signIn(before: string): { start: number; end: number; isNegative: boolean } | null {
  const sign = [...before.matchAll(/[+-]/gu)].find(
    ({ index }) => !/^\p{L}[+-]\p{L}$/u.test(before.slice(index - 1, index + 2)),
  );
  if (!sign) return { start: 0, end: 0, isNegative: false };
  const { index: start } = sign;
  const end = start + 1;
  const isAfterWord = /[^\p{Sc} ]/u.test(before.slice(0, start).replace(CURRENCY, ''));
  const isWithNumber = before[start - 1] === ' ' && end === before.length;
  if (isAfterWord && !isWithNumber) return null;
  return { start, end, isNegative: sign[0] === '-' };
}

/** Latin letters right before a digit belong to a name ("v2") unless they are a currency code. */
function isUnitBefore(text: string): boolean {
  if (/\p{Script=Latin}$/u.test(text.replace(CURRENCY, ''))) return false;
  return isUnit(text.replace(/^(\p{L}+)\//u, '$1'));
}

function isUnitAfter(text: string): boolean {
  if (!isUnit(text) || CJK_POWER.test(text.trim())) return false;
  const words = text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
  return (
    !/^[A-Za-z](?![\p{L}\p{M}])/u.test(text.trim()) && !words.some((word) => MULTIPLIERS.has(word))
  );
}

/** Brackets around a part of the unit are ignored. Around the number itself they may mean a minus. */
function isUnit(bracketed: string): boolean {
  const text = bracketed.replace(/\(([^()]*)\)/gu, ' $1 ');
  return (
    UNIT.test(text) &&
    !NO_UNIT.test(text) &&
    text.split(' ').filter((word) => /\p{L}/u.test(word)).length <= MAX_WORDS
  );
}

/** Digits with separators, without sign and unit. */
function readDigits(digits: string): Formatted | null {
  if (/[\u066B\u066C]/u.test(digits)) return readArabic(digits);
  const marks = digits.match(/[.,]/gu) ?? [];
  const last = marks.at(-1) ?? '.';
  if (new Set(marks).size > 1) return split(digits, last);
  if (marks.length > 1) return join(digits, '');
  const [whole = '', fraction = ''] = digits.split(last);
  if (last === ',' && fraction.length > 2) return null;
  if (fraction.length === 3 && /^[1-9]\d{0,2}$/u.test(whole)) return null;
  return join(whole, fraction);
}

/** The Arabic decimal and thousands separators have one meaning each. */
function readArabic(digits: string): Formatted | null {
  return /[.,' ]/u.test(digits) ? null : split(digits.replaceAll('\u066C', ','), '\u066B');
}

function split(digits: string, decimal: string): Formatted | null {
  const [whole = '', fraction = '', ...rest] = digits.split(decimal);
  return rest.length > 0 ? null : join(whole, fraction);
}

/** Groups of three digits with one kind of separator, or of two before the last three, as in India. */
const WHOLE_NUMBER =
  /^(?:\d+|\d{1,3}(?:([., '])\d{3})(?:\1\d{3})*|\d{1,2}(?:([, ])\d{2})(?:\2\d{2})*\2\d{3})$/u;

function join(whole: string, fraction: string): Formatted | null {
  if (!WHOLE_NUMBER.test(whole) || !/^\d*$/u.test(fraction)) return null;
  const exact = toDecimal(`${whole.replace(/\D/gu, '')}.${fraction}`);
  const amount = Number(exact);
  if (exact === null || !Number.isFinite(amount)) return null;
  return { amount, exact, decimals: fraction.length };
}
