import fc, { type Arbitrary } from 'fast-check';
import { broken, type Mutations, mutations } from './mutations.ts';
import { headerText, MARKER } from './texts.ts';

/** A cookie that a browser holds. */
export interface Held {
  name: string;
  value: string;
}

/** One cookie of a header: one that is held, perhaps broken or under another name; or a foreign one. */
type PlannedCookie =
  | { held: number; name: Mutations | number; value: Mutations }
  | { name: string; value: string };

export interface PlannedCookies {
  cookies: readonly PlannedCookie[];
  separator: string;
  /** How many small ones more; hundreds of them no longer fit. */
  more: number;
}

const FOREIGN_NAMES = [
  '__proto__',
  'constructor',
  'a',
  '',
  'balance_companion_session',
  'Balance_Companion_Session',
  '__Host-balance_companion_session',
  'balance_companion_login_',
  'balance_companion_login_-',
  'balance_companion_login_AAAAAAAAAAAAAAAA',
  'balance_companion_login_a b',
  'balance_companion_login_\u00e9(',
  'balance_companion_login_\u0080',
  'balance_companion_login_"',
];

const index = fc.nat(9);
const intact = fc.constant([] as Mutations);

const plannedCookie: Arbitrary<PlannedCookie> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ held: index, name: intact, value: intact }) },
  { weight: 4, arbitrary: fc.record({ held: index, name: intact, value: mutations }) },
  { weight: 2, arbitrary: fc.record({ held: index, name: index, value: intact }) },
  { weight: 1, arbitrary: fc.record({ held: index, name: mutations, value: intact }) },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constantFrom(...FOREIGN_NAMES),
      value: headerText.map((text) => MARKER + text.replaceAll(';', '')),
    }),
  },
);

/** How to make a `Cookie` header of cookies that are right, broken, swapped, repeated or none of ours. */
export const plannedCookies: Arbitrary<PlannedCookies> = fc.record({
  cookies: fc.array(plannedCookie, { minLength: 1, maxLength: 6 }),
  separator: fc.constantFrom('; ', '; ', ';', ';;', ' ; ', ', '),
  more: fc.oneof(
    { weight: 12, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }) },
    { weight: 1, arbitrary: fc.integer({ min: 300, max: 600 }) },
  ),
});

/** The header that these cookies, at least one of them, make so. */
export function cookieHeader(plan: PlannedCookies, held: readonly Held[]): string {
  const at = (place: number): Held => held[place % held.length] as Held;
  const cookies = plan.cookies.map((one) => {
    if (!('held' in one)) return `${one.name}=${one.value}`;
    const { name, value } = at(one.held);
    const under = typeof one.name === 'number' ? at(one.name).name : broken(name, one.name);
    return `${under}=${broken(value, one.value)}`;
  });
  const more = Array.from(
    { length: plan.more },
    (_, n) => `balance_companion_login_${n}=${MARKER}`,
  );
  return [...cookies, ...more].join(plan.separator).trim();
}

/**
 * Whether a sealed cookie in this header could be the one that is held: the same name, and the same bytes
 * and nonce. Base64, read as loosely as Node reads it, and percent encoding leave more than one way to
 * write them.
 */
export function holds(header: string, { name, value }: Held): boolean {
  const values = header.split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at >= 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1)] : [];
  });
  return values.some((one) => bytesOf(one) === bytesOf(value));
}

function bytesOf(sealed: string): string {
  const parts = unescaped(sealed.replaceAll('"', '').trim()).split(';').slice(0, 2);
  return parts.map((part) => Buffer.from(part, 'base64').toString('hex')).join(';');
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
