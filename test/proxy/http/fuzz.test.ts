import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { preferredLanguage } from '../../../proxy/http/pages/pages.ts';
import { parseRetryAfter } from '../../../proxy/platform/errors/retry-after.ts';
import { anyBytes } from '../../support/fuzz/bytes.ts';
import { callbackOf, isRight, plannedCallback, WHOLE } from '../../support/fuzz/callbacks.ts';
import {
  cookieHeader,
  holds,
  type PlannedCookies,
  plannedCookies,
} from '../../support/fuzz/cookies.ts';
import { expectNoSecret } from '../../support/fuzz/decency.ts';
import { broken, mutations } from '../../support/fuzz/mutations.ts';
import { isExtensionRequest, ownHeaders } from '../../support/fuzz/own-calls.ts';
import { exchangeBytes, expectDecentAnswers } from '../../support/fuzz/raw-exchange.ts';
import { anyRequest } from '../../support/fuzz/requests.ts';
import { PATIENCE, portion } from '../../support/fuzz/size.ts';
import { heldBy, pieces, Target } from '../../support/fuzz/target.ts';
import { anyText, headerText } from '../../support/fuzz/texts.ts';

/** Errors that nobody caught: each would have ended the proxy. */
const crashes: unknown[] = [];
const note = (error: unknown) => crashes.push(error);

beforeEach(() => {
  crashes.length = 0;
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
});

afterEach(() => {
  process.off('uncaughtException', note);
  process.off('unhandledRejection', note);
  expect(crashes).toEqual([]);
});

/** Connections at the same time: some of them are kept waiting for the rest of a request. */
const TOGETHER = 10;

/** Planted cookies with which nobody could sign in: one that cannot be cleared, and too many to clear. */
const ONCE_FATAL: ['/auth/oauth/start', PlannedCookies][] = [
  [
    '/auth/oauth/start',
    { cookies: [{ name: 'balance_companion_login_\u00e9', value: 'a' }], separator: '; ', more: 0 },
  ],
  ['/auth/oauth/start', { cookies: [], separator: '; ', more: 300 }],
];

const SESSION = 'balance_companion_session';

test('any bytes', { timeout: PATIENCE }, async () => {
  const target = await Target.start();
  const port = Number(new URL(target.proxy.url).port);
  const batch = fc.array(anyBytes, { minLength: TOGETHER, maxLength: TOGETHER });
  await fc.assert(
    fc.asyncProperty(batch, async (all) => {
      const replies = await Promise.all(all.map((bytes) => exchangeBytes(port, bytes)));
      for (const reply of replies) expectDecentAnswers(target, reply);
    }),
    portion(0.2 / TOGETHER),
  );
  await target.expectUnharmed();
});

test('any request that is well-formed HTTP', { timeout: PATIENCE }, async () => {
  const target = await Target.start();
  const headers = { 'sec-fetch-mode': 'navigate' };
  const outOfTheApi = { method: 'GET', path: '/api/../a', headers, body: null };
  await fc.assert(
    fc.asyncProperty(anyRequest, async ({ body, ...request }) => {
      await target.send({ ...request, body: body?.text.padEnd(body.length, 'x') });
    }),
    { ...portion(0.3), examples: [[outOfTheApi]] },
  );
  await target.expectUnharmed();
});

test('any CSRF header, Origin and Sec-Fetch: 403 unless each is right', {
  timeout: PATIENCE,
}, async () => {
  const target = await Target.start();
  const { url } = target.proxy;
  const client = await target.proxy.signedIn();
  const cookie = `${SESSION}=${client.cookies.get(SESSION)?.value}`;
  const path = fc.constantFrom('/api/user/info', '/api/user/topup', '/api/about', '/api/more');
  await fc.assert(
    fc.asyncProperty(path, ownHeaders(url), async (to, headers) => {
      const expected = to === '/api/more' ? 404 : 200;
      const isOwn = isExtensionRequest(headers, url);
      const answer = await target.send({ path: to, headers: { ...headers, cookie } });
      expect(answer.status).toBe(isOwn ? expected : 403);
      // Without a session, so that it lasts.
      const out = await target.send({ method: 'POST', path: '/auth/logout', headers });
      expect(out.status).toBe(isOwn ? 204 : 403);
    }),
    portion(0.1),
  );
  await target.expectUnharmed(client);
});

test('any cookies: the account for a whole session cookie alone', {
  timeout: PATIENCE,
}, async () => {
  const target = await Target.start();
  const client = await target.proxy.signedIn();
  await client.start();
  await client.start();
  const held = heldBy(client);
  const session = held.find(({ name }) => name === SESSION) ?? { name: SESSION, value: 'missing' };
  const path = fc.constantFrom('/api/user/info', '/api/user/topup', '/auth/oauth/start', '/');
  await fc.assert(
    fc.asyncProperty(path, plannedCookies, async (to, plan) => {
      const cookie = cookieHeader(plan, held);
      const answer = await target.send({ path: to, headers: { cookie, 'x-csrf': '1' } });
      if (!to.startsWith('/api/')) return;
      const possible = Buffer.byteLength(cookie) > 15_000 ? [401, 431] : [401];
      expect(holds(cookie, session) ? [200, ...possible] : possible).toContain(answer.status);
      expectNoSecret(answer.body + JSON.stringify(answer.headers), pieces(held));
    }),
    { ...portion(0.2), examples: ONCE_FATAL },
  );
  await target.expectUnharmed(client);
});

test('any callback: a sign-in for the right code, state and cookie alone', {
  timeout: PATIENCE,
}, async () => {
  const target = await Target.start();
  const { platform, browser, signedIn } = target.proxy;
  const session = heldBy(await signedIn()).find(({ name }) => name === SESSION);
  const outcomes = new Set<boolean>();
  await fc.assert(
    fc.asyncProperty(plannedCallback, async (plan) => {
      const client = browser();
      const { searchParams } = new URL(await platform.authorizeAs('demo', await client.start()));
      const [login] = heldBy(client);
      if (!login || !session) throw new Error('a cookie is missing');
      const right = {
        code: searchParams.get('code') ?? '',
        state: searchParams.get('state') ?? '',
        login,
        session,
      };
      const callback = callbackOf(plan, right);
      const { query, cookie } = callback;
      const answer = await target.send({ path: `/oauth/callback?${query}`, headers: { cookie } });
      const told = answer.body + String(answer.headers.location);
      expectNoSecret(told, [right.code, right.state, ...pieces([login])]);
      const isSignedIn = answer.headers.location === '/?login=success';
      if (!isRight(callback, right)) expect(isSignedIn).toBe(false);
      else if (plan.cookies === null && plan.more === '') expect(isSignedIn).toBe(true);
      outcomes.add(isSignedIn);
    }),
    { ...portion(0.15), examples: [[WHOLE], [{ ...WHOLE, state: 'left out' }]] },
  );
  expect(outcomes).toEqual(new Set([true, false]));
  await target.expectUnharmed();
});

test('any If-None-Match: 304 for who names the tag alone', { timeout: PATIENCE }, async () => {
  const target = await Target.start();
  const client = await target.proxy.signedIn();
  const cookie = `${SESSION}=${client.cookies.get(SESSION)?.value}`;
  const ask = (more: Record<string, string>) =>
    target.send({ path: '/api/user/info', headers: { cookie, 'x-csrf': '1', ...more } });
  const tag = String((await ask({})).headers.etag);
  const opaque = tag.replace('W/', '');
  const one = fc.oneof(
    fc.constantFrom(tag, opaque, '*', 'W/', '""'),
    mutations.map((how) => broken(tag, how)),
    headerText,
  );
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 5 }), async (list) => {
      const header = list.join(', ').trim();
      const { status, body } = await ask({ 'if-none-match': header });
      if (status === 431) expect(header.length).toBeGreaterThan(15_000);
      else if (status === 304) expect(header === '*' || header.includes(opaque)).toBe(true);
      else expect(JSON.parse(body)).toHaveProperty('balance_formatted');
      if (list.every((each) => each === tag)) expect(status).toBe(304);
    }),
    portion(0.05),
  );
  await target.expectUnharmed(client);
});

test('any Retry-After: nothing, or whole seconds up to an hour', { timeout: PATIENCE }, () => {
  const date = fc.date({ noInvalidDate: true }).map((when) => when.toUTCString());
  const header = fc.oneof(
    anyText,
    date,
    fc.tuple(date, mutations).map(([text, how]) => broken(text, how)),
    fc.nat().map(String),
    fc.double().map(String),
  );
  fc.assert(
    fc.property(header, fc.integer({ min: 0, max: 4e12 }), (text, now) => {
      const seconds = parseRetryAfter(text, now);
      if (seconds === undefined) return;
      expect(Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600).toBe(true);
    }),
    portion(1),
  );
});

test('any Accept-Language: Chinese for who asks for it alone', { timeout: PATIENCE }, () => {
  const pieces = ['zh', 'en', 'de', '*', '-CN', ';q=', '0.5', '1', 'NaN', '1e999', '-1', ',', ' '];
  const likely = fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((all) => all.join(''));
  fc.assert(
    fc.property(fc.oneof(anyText, likely), (header) => {
      const language = preferredLanguage(header);
      expect(['en', 'zh-CN']).toContain(language);
      if (!/zh/i.test(header)) expect(language).toBe('en');
    }),
    portion(1),
  );
});
