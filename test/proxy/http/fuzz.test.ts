import fc, { type Arbitrary } from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Cookie,
  cookieHeader,
  hasCookie,
  type PlannedCookies,
  plannedCookies,
} from '../../support/fuzz/cookies.ts';
import { anyBytes, anyRequest } from '../../support/fuzz/requests.ts';
import { portion, TIMEOUT_MS } from '../../support/fuzz/size.ts';
import { cookiesOf, expectNoSecret, pieces, Target } from '../../support/fuzz/target.ts';
import { MARKER, type Mutations, mutate, mutations, urlText } from '../../support/fuzz/texts.ts';

/** Uncaught errors. Each of them would end the proxy. */
const crashes: unknown[] = [];
const record = (error: unknown) => crashes.push(error);

beforeEach(() => {
  crashes.length = 0;
  process.on('uncaughtException', record);
  process.on('unhandledRejection', record);
});

afterEach(() => {
  process.off('uncaughtException', record);
  process.off('unhandledRejection', record);
  expect(crashes).toEqual([]);
});

/** Parallel connections, because the proxy waits for the rest of some requests. */
const CONNECTIONS = 10;

/** Cookies that once prevented every sign-in: one that cannot be cleared, and too many to clear. */
const FORMER_FAILURES: PlannedCookies[] = [
  { cookies: [{ name: 'balance_companion_login_\u00e9', value: 'a' }], separator: '; ', more: 0 },
  { cookies: [], separator: '; ', more: 300 },
];

test('any bytes', { timeout: TIMEOUT_MS }, async () => {
  const target = await Target.start();
  const batch = fc.array(anyBytes, { minLength: CONNECTIONS, maxLength: CONNECTIONS });
  await fc.assert(
    fc.asyncProperty(batch, async (all) => {
      await Promise.all(all.map((bytes) => target.sendBytes(bytes)));
    }),
    portion(0.2 / CONNECTIONS),
  );
  await target.expectUnharmed();
});

test('any well-formed HTTP request is served or refused, and nothing of it is logged [rows 42, 43]', {
  timeout: TIMEOUT_MS,
}, async () => {
  const target = await Target.start();
  const headers = { 'sec-fetch-mode': 'navigate' };
  const outOfTheApi = { method: 'GET', path: '/api/../a', headers, body: null };
  await fc.assert(
    fc.asyncProperty(anyRequest, async ({ body, ...request }) => {
      await target.send({ ...request, body: body?.text.padEnd(body.length, 'x') });
    }),
    { ...portion(0.4), examples: [[outOfTheApi]] },
  );
  await target.expectUnharmed();
});

test('only an intact session cookie opens the account [row 43]', {
  timeout: TIMEOUT_MS,
}, async () => {
  const target = await Target.start();
  const client = await target.proxy.signedIn();
  await client.start();
  await client.start();
  const own = cookiesOf(client);
  const session = own.find(({ name }) => name === 'balance_companion_session') as Cookie;
  const path = fc.constantFrom('/api/user/info', '/api/user/topup', '/auth/oauth/start', '/');
  await fc.assert(
    fc.asyncProperty(path, plannedCookies, async (to, plan) => {
      const cookie = cookieHeader(plan, own);
      const response = await target.send({ path: to, headers: { cookie, 'x-csrf': '1' } });
      if (!to.startsWith('/api/')) return;
      const refusals = Buffer.byteLength(cookie) > 15_000 ? [401, 431] : [401];
      expect(hasCookie(cookie, session) ? [200, ...refusals] : refusals).toContain(response.status);
      expectNoSecret(response.body + JSON.stringify(response.headers), pieces(own));
    }),
    { ...portion(0.2), examples: FORMER_FAILURES.map((plan) => ['/auth/oauth/start', plan]) },
  );
  await target.expectUnharmed(client);
});

interface PlannedCallback {
  /** Mutations of the whole query. */
  query: Mutations;
  more: string;
  /** Null sends the login cookie unchanged. */
  cookies: PlannedCookies | null;
}

const INTACT: PlannedCallback = { query: [], more: '', cookies: null };
const NOT_IN_A_QUERY = /[^\x21\x22\x24-\x7e]/g;

const plannedCallback: Arbitrary<PlannedCallback> = fc.record({
  query: fc.oneof(fc.constant([]), mutations),
  more: fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    fc
      .tuple(fc.constantFrom('error', 'iss', 'response', 'code', 'state', '__proto__'), urlText)
      .map(([name, text]) => `&${name}=${MARKER}${text}`),
    fc.constantFrom('&error=', '&error=access_denied', '&iss=', '&code=', '&=', '&&'),
  ),
  cookies: fc.option(plannedCookies, { nil: null, freq: 2 }),
});

/** Whether the callback may sign in: each parameter occurs once and unchanged, and the login cookie is there. */
function isValid(query: string, cookie: string, code: string, state: string, login: Cookie) {
  const parameters = new URLSearchParams(query);
  const valuesOf = (name: string) => parameters.getAll(name).filter((value) => value !== '');
  const all = [...valuesOf('code'), ...valuesOf('state'), ...valuesOf('error')];
  return (
    all.length === 2 &&
    valuesOf('code')[0] === code &&
    valuesOf('state')[0] === state &&
    hasCookie(cookie, login)
  );
}

test('only the right code, state and cookie sign in', { timeout: TIMEOUT_MS }, async () => {
  const target = await Target.start();
  const { platform, browser, signedIn } = target.proxy;
  const session = cookiesOf(await signedIn());
  const outcomes = new Set<boolean>();
  await fc.assert(
    fc.asyncProperty(plannedCallback, async (plan) => {
      const client = browser();
      const { searchParams } = new URL(await platform.authorizeAs('demo', await client.start()));
      const [code, state] = [searchParams.get('code') ?? '', searchParams.get('state') ?? ''];
      const [login = { name: '', value: '' }] = cookiesOf(client);
      const valid = `code=${code}&state=${state}`;
      const query = mutate(valid, plan.query).replaceAll(NOT_IN_A_QUERY, '~') + plan.more;
      const cookie = plan.cookies
        ? cookieHeader(plan.cookies, [login, ...session])
        : `${login.name}=${login.value}`;
      const response = await target.send({ path: `/oauth/callback?${query}`, headers: { cookie } });
      const { location } = response.headers;
      expectNoSecret(response.body + String(location), [code, state, ...pieces([login])]);
      const isSignedIn = location === '/?login=success';
      if (!isValid(query, cookie, code, state, login)) expect(isSignedIn).toBe(false);
      else if (plan.cookies === null && plan.more === '') expect(isSignedIn).toBe(true);
      outcomes.add(isSignedIn);
    }),
    { ...portion(0.2), examples: [[INTACT], [{ ...INTACT, more: '&state=a' }]] },
  );
  expect(outcomes).toEqual(new Set([true, false]));
  await target.expectUnharmed();
});
