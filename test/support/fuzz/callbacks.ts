import fc, { type Arbitrary } from 'fast-check';
import { cookieHeader, type Held, holds, type PlannedCookies, plannedCookies } from './cookies.ts';
import { broken, type Mutations, mutations } from './mutations.ts';
import { MARKER, urlText } from './texts.ts';

/** What becomes of a parameter: it stays, goes, comes twice, is broken or is something else. */
type PlannedParameter = 'as it is' | 'left out' | 'twice' | Mutations | { text: string };

export interface PlannedCallback {
  code: PlannedParameter;
  state: PlannedParameter;
  more: string;
  backwards: boolean;
  /** Null for the login cookie as it is. */
  cookies: PlannedCookies | null;
}

/** All that belongs to one sign-in that the platform has agreed to. */
export interface RightCallback {
  code: string;
  state: string;
  login: Held;
  /** The cookie of a session, which is none of its business. */
  session: Held;
}

const parameter: Arbitrary<PlannedParameter> = fc.oneof(
  { weight: 12, arbitrary: fc.constant('as it is' as const) },
  { weight: 1, arbitrary: fc.constantFrom('left out', 'twice') },
  { weight: 3, arbitrary: mutations },
  { weight: 1, arbitrary: fc.record({ text: urlText.map((text) => MARKER + text) }) },
);

export const plannedCallback: Arbitrary<PlannedCallback> = fc.record({
  code: parameter,
  state: parameter,
  more: fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('error', 'iss', 'response', 'id_token', '__proto__'), urlText)
        .map(([name, text]) => `${name}=${MARKER}${text}`),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('error=', 'error=access_denied', 'iss=', 'scope=a', '=', '&&'),
    },
  ),
  backwards: fc.boolean(),
  cookies: fc.option(plannedCookies, { nil: null, freq: 2 }),
});

/** Nothing is broken. */
export const WHOLE: PlannedCallback = {
  code: 'as it is',
  state: 'as it is',
  more: '',
  backwards: false,
  cookies: null,
};

/** The callback that this plan makes of a right one: path and query, and the `Cookie` header. */
export function callbackOf(
  plan: PlannedCallback,
  { code, state, login, session }: RightCallback,
): { query: string; cookie: string } {
  const parts = [written('code', code, plan.code), written('state', state, plan.state), plan.more];
  const members = parts.filter((text) => text !== '');
  return {
    query: (plan.backwards ? members.toReversed() : members).join('&'),
    cookie: plan.cookies
      ? cookieHeader(plan.cookies, [login, session])
      : `${login.name}=${login.value}`,
  };
}

function written(name: string, right: string, plan: PlannedParameter): string {
  if (plan === 'left out') return '';
  if (plan === 'as it is') return `${name}=${right}`;
  if (plan === 'twice') return `${name}=${right}&${name}=${right}`;
  const text = 'text' in plan ? plan.text : broken(right, plan);
  return `${name}=${text.replaceAll(/[^\x21\x22\x24\x25\x27-\x7e]/g, '~')}`;
}

/** Whether this callback may sign anybody in: everything that it takes is there once, and nothing against it. */
export function isRight(
  { query, cookie }: { query: string; cookie: string },
  { code, state, login }: RightCallback,
): boolean {
  const parameters = new URLSearchParams(query);
  const is = (name: string, value: string) => {
    const values = parameters.getAll(name).filter((one) => one !== '');
    return values.length === (value === '' ? 0 : 1) && values.every((one) => one === value);
  };
  return is('code', code) && is('state', state) && is('error', '') && holds(cookie, login);
}
