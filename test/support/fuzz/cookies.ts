import fc, { type Arbitrary } from 'fast-check';
import { headerText, MARKER, type Mutations, mutate, mutations } from './texts.ts';

export interface Cookie {
  name: string;
  value: string;
}

/** A cookie of the browser, perhaps mutated or under the name of another one, or a foreign cookie. */
type PlannedCookie =
  | { own: number; under: number | null; name: Mutations; value: Mutations }
  | Cookie;

/** How to make a `Cookie` header from the cookies of a browser. */
export interface PlannedCookies {
  cookies: readonly PlannedCookie[];
  separator: string;
  /** Number of additional small cookies. Hundreds of them exceed the header limit. */
  more: number;
}

const LOGIN = 'balance_companion_login_';
const FOREIGN_NAMES = [
  ...['__proto__', 'constructor', 'a', '', 'balance_companion_session'],
  ...['Balance_Companion_Session', '__Host-balance_companion_session', LOGIN, `${LOGIN}-`],
  ...[`${LOGIN}AAAAAAAAAAAAAAAA`, `${LOGIN}a b`, `${LOGIN}\u00e9(`, `${LOGIN}\u0080`, `${LOGIN}"`],
];

const index = fc.nat(9);
const intact = fc.constant([] as Mutations);
const rarelyMutated = fc.oneof({ weight: 5, arbitrary: intact }, mutations);

export const plannedCookies: Arbitrary<PlannedCookies> = fc.record({
  cookies: fc.array(
    fc.oneof<Arbitrary<PlannedCookie>[]>(
      fc.record({
        own: index,
        under: fc.option(index, { nil: null, freq: 3 }),
        name: rarelyMutated,
        value: fc.oneof(intact, mutations),
      }),
      fc.record({
        name: fc.constantFrom(...FOREIGN_NAMES),
        value: headerText.map((text) => MARKER + text.replaceAll(';', '')),
      }),
    ),
    { minLength: 1, maxLength: 6 },
  ),
  separator: fc.constantFrom('; ', '; ', ';', ';;', ' ; ', ', '),
  more: fc.oneof(
    { weight: 12, arbitrary: fc.constant(0) },
    fc.integer({ min: 1, max: 30 }),
    fc.integer({ min: 300, max: 600 }),
  ),
});

/** @param own the cookies of the browser, at least one */
export function cookieHeader(plan: PlannedCookies, own: readonly Cookie[]): string {
  const at = (position: number): Cookie => own[position % own.length] as Cookie;
  const cookies = plan.cookies.map((one) => {
    if (!('own' in one)) return `${one.name}=${one.value}`;
    const name = at(one.under ?? one.own).name;
    return `${mutate(name, one.name)}=${mutate(at(one.own).value, one.value)}`;
  });
  const more = Array.from({ length: plan.more }, (_, at) => `${LOGIN}${at}=${MARKER}`);
  return [...cookies, ...more].join(plan.separator).trim();
}

/**
 * Whether the header contains this sealed cookie: the same name, ciphertext and nonce. The bytes are compared, because
 * Base64 as Node reads it and percent encoding allow several spellings.
 */
export function hasCookie(header: string, { name, value }: Cookie): boolean {
  return header.split(';').some((pair) => {
    const at = pair.indexOf('=');
    return (
      at >= 0 && pair.slice(0, at).trim() === name && bytesOf(pair.slice(at + 1)) === bytesOf(value)
    );
  });
}

function bytesOf(sealed: string): string {
  const text = sealed.replaceAll('"', '').trim();
  const parts = unescaped(text).split(';').slice(0, 2);
  return parts.map((part) => Buffer.from(part, 'base64').toString('hex')).join(';');
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
