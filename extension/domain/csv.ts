const NUMBER = /^-?\d+(?:\.\d+)?$/u;

/** The beginning of what a spreadsheet takes for a formula, in full-width characters too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;

/**
 * Rows as CSV (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe before it. Numbers stay
 * as they are, negative ones too.
 */
export function csvText(rows: readonly (readonly string[])[]): string {
  const text = rows.map((row) => `${row.map(fieldText).join(',')}\r\n`).join('');
  // Excel recognizes UTF-8 by the byte order mark alone. ASCII needs none, and many scripts expect none.
  return /^\p{ASCII}*$/u.test(text) ? text : `\uFEFF${text}`;
}

function fieldText(value: string): string {
  const safe = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
