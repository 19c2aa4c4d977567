import fc, { type Arbitrary } from 'fast-check';
import { headerText } from './texts.ts';

/** One way to break a text that is right; places are taken modulo its length. */
type Mutation =
  | { do: 'replace'; at: number; letter: number }
  | { do: 'cut'; from: number; to: number }
  | { do: 'repeat'; from: number; to: number }
  | { do: 'insert'; at: number; text: string }
  | { do: 'flip' | 'upper' | 'escape' | 'escape percent' | 'unescape' | 'quote' | 'double' };

export type Mutations = readonly Mutation[];

const place = fc.nat(400);

const mutation: Arbitrary<Mutation> = fc.oneof(
  fc.record({
    do: fc.constant('replace' as const),
    at: place,
    letter: fc.integer({ min: 0x21, max: 0x7e }),
  }),
  fc.record({ do: fc.constantFrom('cut', 'repeat'), from: place, to: place }),
  fc.record({ do: fc.constant('insert' as const), at: place, text: headerText }),
  fc.record({
    do: fc.constantFrom('flip', 'upper', 'escape', 'escape percent', 'unescape', 'quote', 'double'),
  }),
);

export const mutations: Arbitrary<Mutations> = fc.array(mutation, { minLength: 1, maxLength: 3 });

/** A text that is broken so; at times it comes out as it was. */
export function broken(right: string, how: Mutations): string {
  return how.reduce(breakOnce, right);
}

function breakOnce(text: string, how: Mutation): string {
  const at = (place: number) => place % (text.length + 1);
  switch (how.do) {
    case 'replace':
      return (
        text.slice(0, at(how.at)) + String.fromCharCode(how.letter) + text.slice(at(how.at) + 1)
      );
    case 'cut':
      return text.slice(at(how.from), at(how.to));
    case 'repeat':
      return text.slice(0, at(how.to)) + text.slice(at(how.from));
    case 'insert':
      return text.slice(0, at(how.at)) + how.text + text.slice(at(how.at));
    case 'flip':
      return [...text].reverse().join('');
    case 'upper':
      return text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
    case 'escape':
      return encodeURIComponent(text.replaceAll(/[^\x20-\x7e]/g, '~'));
    case 'escape percent':
      return text.replaceAll('%', '%25');
    case 'unescape':
      return text.replaceAll(/%([2-6][0-9a-f]|7[0-9a-e])/gi, (_, hex) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    case 'quote':
      return `"${text}"`;
    case 'double':
      return text + text;
  }
}
