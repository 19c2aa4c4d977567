/** Currency signs, codes and units that may stand beside an amount without changing its size. */
const UNIT =
  /^(?:[A-Z]{0,3}\p{Sc}|[A-Z]{3}|元|圆|円|원|点|积分|[Cc]redits?|[Pp]oints?|[Tt]okens?)?$/u;

/** A number as a platform writes it. */
export interface Formatted {
  amount: number;
  decimals: number;
}

const WHOLE =
  /^(?<before>[^\d.,+-]*)(?<sign>[+-]?)(?<between>[^\d.,+-]*)(?<digits>[\d.,' ]*\d)(?<after>.*)$/u;

/**
 * Reads the number out of a platform's formatted balance, or answers `null` where the text can be
 * read in more than one way ("1,234" is a thousand here and one and a bit there), carries a
 * multiplier ("1.2k", "3万"), or holds no single number at all.
 */
export function readAmount(text: string): number | null {
  return readFormatted(text)?.amount ?? null;
}

/** The same as {@link readAmount}, with the number of decimals that the text is written with. */
export function readFormatted(text: string): Formatted | null {
  const parts = WHOLE.exec(toAscii(text).trim());
  if (!parts?.groups) return null;
  const { before = '', sign, between = '', digits = '', after = '' } = parts.groups;
  const units = [before, between, after].map((part) => part.trim());
  if (units.filter(Boolean).length > 1 || !units.every((unit) => UNIT.test(unit))) return null;
  const size = readDigits(digits.trim());
  if (size === null) return null;
  return sign === '-' && size.amount !== 0 ? { ...size, amount: -size.amount } : size;
}

/** Full-width characters, the many minus signs, spaces and apostrophes, each as its plain form. */
function toAscii(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/gu, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u2010-\u2015\u2212]/gu, '-')
    .replace(/[\u2018\u2019]/gu, "'")
    .replace(/\s/gu, ' ');
}

/** Digits with separators, without sign and unit. */
function readDigits(digits: string): Formatted | null {
  const points = digits.split('.').length - 1;
  const commas = digits.split(',').length - 1;
  if (points === 0 && commas === 0) return join(digits, '');
  if (points > 0 && commas > 0) {
    const decimal = digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
    return split(digits, decimal);
  }
  const mark = points > 0 ? '.' : ',';
  if (points + commas > 1) return join(digits.replaceAll(mark, ' '), '');
  const [whole = '', fraction = ''] = digits.split(mark);
  if (mark === ',' && fraction.length > 2) return null;
  if (fraction.length === 3 && /^[1-9]\d{0,2}$/u.test(whole)) return null;
  return split(digits, mark);
}

function split(digits: string, decimal: string): Formatted | null {
  const [whole = '', fraction = '', ...rest] = digits.split(decimal);
  if (rest.length > 0 || !/^\d+$/u.test(fraction)) return null;
  return join(whole === '' ? '0' : whole.replaceAll(decimal === '.' ? ',' : '.', ' '), fraction);
}

/** `whole` may be grouped by one kind of space or apostrophe; groups after the first hold three digits (two where the last holds three, as in India). */
function join(whole: string, fraction: string): Formatted | null {
  const plain = /^\d+$/u.test(whole);
  const grouped = /^\d{1,3}(?: \d{3})+$|^\d{1,3}(?:'\d{3})+$|^\d{1,2}(?: \d{2})+ \d{3}$/u.test(
    whole,
  );
  if (!plain && !grouped) return null;
  const amount = Number(`${whole.replace(/[ ']/gu, '')}.${fraction || '0'}`);
  return Number.isFinite(amount) ? { amount, decimals: fraction.length } : null;
}
