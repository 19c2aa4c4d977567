import fc, { type Arbitrary } from 'fast-check';

/** Stands in every fuzzed text; nothing of ours may ever repeat it. */
export const MARKER = 'hush-4711';

/** Pieces on which parsers of headers, queries, cookies and paths have stumbled before. */
const STUMBLING_BLOCKS = [
  '',
  ' ',
  '\t',
  '%',
  '%00',
  '%0d%0a',
  '%zz',
  '%u0041',
  '%c0%af',
  '%F0%9F',
  '%25%32%35',
  '+',
  ';',
  ',',
  '=',
  '==',
  '"',
  '\\"',
  "'",
  '<script>',
  '../../proxy/',
  '//',
  '\\',
  '?',
  '#',
  '&',
  '*',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0',
  '1e999',
  '{}',
  '[object Object]',
  '#{7*7}',
  "' or 1=1--",
  'é',
  '\u00ff',
  '\u0080',
];

/** A text of any letters, mostly short, at times of several kilobytes. */
export const anyText: Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 40 }) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  {
    weight: 5,
    arbitrary: fc
      .array(fc.oneof(fc.constantFrom(...STUMBLING_BLOCKS), fc.string({ maxLength: 6 })), {
        maxLength: 8,
      })
      .map((pieces) => pieces.join('')),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...STUMBLING_BLOCKS, 'a', 'é'), fc.integer({ min: 1, max: 3_000 }))
      .map(([piece, times]) => piece.repeat(times).slice(0, 9_000)),
  },
);

/** As a client library lets it into a header. */
export const headerText: Arbitrary<string> = anyText.map((text) =>
  text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '~'),
);

/** As a client library lets it into a path or a query. */
export const urlText: Arbitrary<string> = anyText.map((text) =>
  text.replaceAll(/[^\x21\x22\x24-\x7e\x80-\xff]/g, '~'),
);
