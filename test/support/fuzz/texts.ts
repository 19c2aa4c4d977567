import fc, { type Arbitrary } from 'fast-check';

/** Part of every fuzzed text. The proxy must never repeat it. */
export const MARKER = 'hush-4711';

/** Texts that parsers of headers, queries, cookies and paths often handle wrongly. */
const AWKWARD = [
  ...['', ' ', '\t', '\\"', "' or 1=1--", '[object Object]', 'é', '\u00ff', '\u0080'],
  ...'% %00 %0d%0a %zz %u0041 %c0%af %F0%9F %25%32%35 + ; , = == " \' <script>'.split(' '),
  ...'../../proxy/ // \\ ? # & * {} #{7*7} -1 0 1e999 NaN null undefined'.split(' '),
  ...'__proto__ constructor toString {"id":{"toString":1}} %ff%fe ../../etc/passwd'.split(' '),
  ...['%3B', ';'].map((separator) => 'A'.repeat(120) + separator + 'A'.repeat(32)),
];

/** Any text, mostly short, sometimes several kilobytes. */
export const anyText: Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 40 }) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  {
    weight: 5,
    arbitrary: fc
      .array(fc.oneof(fc.constantFrom(...AWKWARD), fc.string({ maxLength: 6 })), { maxLength: 8 })
      .map((pieces) => pieces.join('')),
  },
  fc
    .tuple(fc.constantFrom(...AWKWARD, 'a', 'é'), fc.integer({ min: 1, max: 3_000 }))
    .map(([piece, times]) => piece.repeat(times).slice(0, 9_000)),
);

/** Text that HTTP clients accept in a header. */
export const headerText = anyText.map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '~'));

/** Text that HTTP clients accept in a path or a query. */
export const urlText = anyText.map((text) =>
  text.replaceAll(/[^\x21\x22\x24-\x7e\x80-\xff]/g, '~'),
);

interface Mutation {
  kind: keyof typeof MUTATIONS;
  /** Positions, taken modulo the length of the text. */
  from: number;
  to: number;
  inserted: string;
}

export type Mutations = readonly Mutation[];

const MUTATIONS = {
  replace: (text: string, { from, inserted }: Mutation) =>
    text.slice(0, from) + (inserted[0] ?? '~') + text.slice(from + 1),
  cut: (text: string, { from, to }: Mutation) => text.slice(from, to),
  repeat: (text: string, { from, to }: Mutation) => text.slice(0, to) + text.slice(from),
  insert: (text: string, { from, inserted }: Mutation) =>
    text.slice(0, from) + inserted + text.slice(from),
  reverse: (text: string) => [...text].reverse().join(''),
  upper: (text: string) => text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()),
  escape: (text: string) => encodeURIComponent(text.replaceAll(/[^\x20-\x7e]/g, '~')),
  escapePercent: (text: string) => text.replaceAll('%', '%25'),
  unescape: (text: string) =>
    text.replaceAll(/%([2-6][0-9a-f]|7[0-9a-e])/gi, (_, hex) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
  quote: (text: string) => `"${text}"`,
  double: (text: string) => text + text,
};

export const mutations: Arbitrary<Mutations> = fc.array(
  fc.record({
    kind: fc.constantFrom(...(Object.keys(MUTATIONS) as (keyof typeof MUTATIONS)[])),
    from: fc.nat(400),
    to: fc.nat(400),
    inserted: headerText,
  }),
  { minLength: 1, maxLength: 3 },
);

/** Applies mutations to a valid text. The result can be the same text. */
export function mutate(text: string, how: Mutations): string {
  return how.reduce((result, one) => {
    const at = (position: number) => position % (result.length + 1);
    return MUTATIONS[one.kind](result, { ...one, from: at(one.from), to: at(one.to) });
  }, text);
}
