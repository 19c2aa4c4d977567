import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAmount, parseFormatted } from '../../../extension/domain/amounts/parse-amount.ts';

describe('an amount is read from', () => {
  test.each<[number, string[]]>([
    [0, ['0', '  -0.00  ']],
    [0.5, ['.50']],
    [0.123, ['0.123']],
    [1234567, ['1234567', '1,234,567', '1.234.567']],
    [1234.56, ['Rs.1,234.56', 'R$ 1.234,56', '1’234.56', '1\u2009234.56']],
    [1234.56, ['١٬٢٣٤٫٥٦ ر.س']],
    [1234567.89, ['1.234.567,89', '12,34,567.89']],
    [3.4, ['3,40', '+3.40']],
    [-3.4, ['- 3.40', '\uff0d\uff13\uff0e\uff14\uff10', '-$3.40', '$-3.40']],
    [12.34, ['pre-paid 12.34', ' S/ 12.34']],
    [12.34, ['12.34zł', 'kr. 12,34', 'S/ 12.34', 'USD12.34', '12.34 (USD)', '\uffe512.34']],
    [12.34, ['余额12.34元', '12.34 credits left', '「12.34」', 'د.إ 12.34']],
    [-12.34, ['\u200f-12.34\u00a0₪', 'US$-12.34']],
    [-5, ['-kr 5,00', 'kr -5,00']],
    [1234, ['١٬٢٣٤']],
    [12.345678901234567, ['12.345678901234567890']],
  ])('%d', (amount, texts) => {
    for (const text of texts) expect(parseAmount(text), text).toBe(amount);
  });
});

describe('nothing is read from', () => {
  test.each<[string, string[]]>([
    ['ambiguous separators', ['1,234', '-1,234', '1.234', '12.345', '1,2345']],
    ['separators that do not fit together', ['1,234.567,89', '12,34,56', '1 23', '5.']],
    [
      'separators that do not fit together',
      ["1 234'567.00", '1  234', '1,234.5.6', '1,234\u066b5'],
    ],
    ['multipliers', ['1.2k', '1.2 M', '3万', '1.5 million', '1.5 млн ₽', '3 億円', '3千', '5 k$']],
    ['multipliers', ['5M€', '2 lakh', '0k', '2 M', '5 thousand', '12万', '5 млрд', '999bn', '5x']],
    ['other notations', ['1e5', '5e3', '1.2E+5', '0x1F', '5%', '5th', '12:30', '2026-01-05']],
    ['unclear signs', ['(3.40)', '3.40-', '--3', '<0.01', '≈ 12.34', '±5', '5 - 3', 'Left - 5']],
    ['several numbers or units', ['12.34 (30%)', '$5 USD', '12.34 USD (85 CNY)']],
    [
      'names',
      ['v2', 'GPT-4', 'gpt-4', 'GPT4', '№5', '#5', 'Balance: 5', '№ -5', 'one two three 5'],
    ],
    ['odd digits', ['½', '5²', 'Ⅷ', '五', '1٢', '12\u200b34', '9'.repeat(400)]],
    ['no number', ['', ' ', 'NaN', '∞', 'Unlimited']],
  ])('%s', (_, texts) => {
    for (const text of texts) expect(parseAmount(text), text).toBeNull();
  });
});

/** Units, symbols and marks that do not change the size of the number. */
const BEFORE = '|$|US$|¥|€ |CNY |kr |Rs. |额度 |\u200e|\u2066|💎 '.split('|');
const AFTER = '| zł|元| 额度|\u00a0€| credits| Kč| руб.|\u2069| токенов| điểm'.split('|');
/** The first of the ten digits of a script. */
const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10, 0x1d7ce];

const inScript = (text: string, zero: number) =>
  text.replace(/\d/gu, (digit) => String.fromCodePoint(zero + Number(digit)));

const someCents = fc.bigInt({ min: 0n, max: 10n ** 15n });

/** An amount with two decimals, with the separators of a language. */
function written(cents: bigint, group: string, decimal: string): string {
  const whole = String(cents / 100n).replace(/\B(?=(?:\d{3})+$)/gu, group);
  return `${whole}${decimal}${String(cents % 100n).padStart(2, '0')}`;
}

const someWriting = fc.record({
  cents: someCents,
  /** The mark between groups of digits, if there is one, and the decimal mark. */
  marks: fc.constantFrom('.', ',', ',.', '.,', ' ,', '\u00a0.', '\u202f,', "'."),
  zero: fc.constantFrom(...ZEROS),
  sign: fc.constantFrom('', '-', '\u2212'),
});

describe('generated amounts', () => {
  test('are read in any script, with any separators and any unit', () => {
    fc.assert(
      fc.property(
        someWriting,
        fc.constantFrom(...BEFORE),
        fc.constantFrom(...AFTER),
        ({ cents, marks, zero, sign }, before, after) => {
          // Two currencies are ambiguous.
          fc.pre(!after.includes('€') || !/[$¥€]|CNY/u.test(before));
          const [group, decimal] = [marks.slice(0, -1), marks.slice(-1)];
          const number = inScript(written(cents, group, decimal), zero);
          const text = before + sign + number + after;
          const size = written(cents, '', '.').replace(/\.?0+$/u, '');
          const value = sign === '' || cents === 0n ? size : `-${size}`;
          expect(parseFormatted(text), text).toMatchObject({
            exact: value,
            amount: Number(value),
            decimals: 2,
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  test('are not read if there are two of them', () => {
    const between = fc.constantFrom(...' / | of | (|; | – | ~ | + | von |，余 '.split('|'));
    fc.assert(
      fc.property(someWriting, someWriting, between, (one, two, separator) => {
        const number = ({ cents, zero }: typeof one) => inScript(written(cents, '', '.'), zero);
        expect(parseAmount(number(one) + separator + number(two))).toBeNull();
      }),
    );
  });
});
