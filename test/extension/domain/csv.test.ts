import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvText } from '../../../extension/domain/csv.ts';

const BYTE_ORDER_MARK = '\uFEFF';

/** Reads CSV as RFC 4180 describes it. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  const source = text.replace(BYTE_ORDER_MARK, '');
  for (const [, quoted, plain = '', end] of source.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gu,
  )) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('rows as CSV', () => {
  test('end with CRLF and are quoted where they have to be', () => {
    const rows = [
      ['Date', 'a, b', 'say "no"'],
      ['two\r\nlines', '', ' edge '],
    ];
    expect(csvText(rows)).toBe('Date,"a, b","say ""no"""\r\n"two\r\nlines",, edge \r\n');
  });

  test('begin with a byte order mark if they are not plain ASCII, which Excel needs', () => {
    expect(csvText([['Date', '1']])).toBe('Date,1\r\n');
    expect(csvText([['日期', '1']])).toBe(`${BYTE_ORDER_MARK}日期,1\r\n`);
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-2+3', "'-2+3"],
    ['-', "'-"],
    ['＝1', "'＝1"],
    ['\t=1', "'\t=1"],
    ['-12.34', '-12.34'],
    ['-5', '-5'],
    ['a=1', 'a=1'],
  ])('hold %j as %j, which no spreadsheet runs', (value, field) => {
    expect(parse(csvText([[value, 'x']]))).toEqual([[field, 'x']]);
  });

  test('can be read back, and no text begins like a formula', () => {
    const part = fc.constantFrom('=', '+', '-', '@', '"', ',', '\r\n', '\n', '\t', '1', '.', '日');
    const field = fc.oneof(
      fc.string(),
      fc.array(part).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2 })), (rows) => {
        const read = parse(csvText(rows.filter((row) => row.length > 0)));
        const written = rows.filter((row) => row.length > 0);
        expect(read).toHaveLength(written.length);
        for (const [index, fields] of read.entries()) {
          expect(fields.map((one) => one.replace(/^'/u, ''))).toEqual(
            written[index]?.map((one) => one.replace(/^'/u, '')),
          );
          for (const one of fields) expect(one).not.toMatch(/^(?!-\d+(\.\d+)?$)[=+\-@\t\r\n]/u);
        }
      }),
    );
  });
});
