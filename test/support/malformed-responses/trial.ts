import { expect } from 'vitest';
import type { Endpoint, Fault } from '../fake-platform/platform.ts';
import type { Answer, Client } from '../proxy/client.ts';
import type { startProxy } from '../proxy/running-proxy.ts';
import { until } from '../waiting/until.ts';
import {
  CALLS,
  MARKER,
  type Oddity,
  type RecordedRequest,
  type Right,
  type Told,
  type ToldToExtension,
  type ToldToPerson,
} from './odd-answer.ts';

export type Running = Awaited<ReturnType<typeof startProxy>>;

const ENDPOINT: Record<RecordedRequest, Endpoint> = {
  exchange: 'token',
  refresh: 'token',
  userinfo: 'userinfo',
  topup: 'topup',
};

const STATUS: Record<ToldToExtension, number> = {
  fine: 200,
  platform_error: 502,
  platform_unavailable: 503,
  platform_misconfigured: 503,
  platform_timeout: 504,
  reauth_required: 401,
};

const KNOWN_REQUESTS = new Set([
  'POST /api/oauth2/token',
  'GET /api/oauth2/userinfo',
  'GET /api/oauth2/topup',
]);

/** Seconds that an access token of the fake platform lives, plus a margin. */
const TOKEN_LIFE = 7_210;

/** A call that is about to be made, by a browser of its own. */
interface Prepared {
  call: RecordedRequest;
  client: Client;
  accessToken: string;
  ask: () => Promise<Answer>;
}

/** Everything that must appear in no reply and no log line. */
function secretsOf({ platform, clientSecret }: Running, clients: readonly Client[]): string[] {
  const cookies = clients.flatMap(({ cookies }) => [...cookies.values()].map(({ value }) => value));
  const issued = Object.values(platform.issued).flat();
  return [MARKER, clientSecret, ...issued, ...cookies].filter((secret) => secret !== '');
}

/** Asks until it goes well: where the time limit is tight, a busy machine may miss it once. */
async function signIn(client: Client): Promise<void> {
  await until('the sign-in', async () => (await client.signIn()) === '/?login=success');
}

async function prepare(proxy: Running, call: RecordedRequest): Promise<Prepared> {
  const client = proxy.browser();
  if (call === 'exchange') {
    const callback = await client.authorize();
    return { call, client, accessToken: '', ask: () => client.navigate(callback, 'another-site') };
  }
  await signIn(client);
  const accessToken = proxy.platform.issued.accessTokens.at(-1) ?? '';
  if (call === 'refresh') proxy.clock.pass(TOKEN_LIFE);
  const path = call === 'topup' ? '/api/user/topup' : '/api/user/info';
  return { call, client, accessToken, ask: () => client.api(path) };
}

/** What the platform would answer to this call, with tokens of a grant that nobody else uses. */
async function rightAnswer({ platform, env }: Running, call: RecordedRequest): Promise<Right> {
  const redirectUri = env.OAUTH_REDIRECT_URI ?? '';
  const client = { client_id: env.OAUTH_CLIENT_ID ?? '', redirect_uri: redirectUri };
  const start = new URL('/api/oauth2/authorize', platform.url);
  start.search = new URLSearchParams({
    ...client,
    response_type: 'code',
    scope: 'profile balance',
    state: 'of-nobody',
    auto_authorize: 'true',
  }).toString();
  const callback = new URL(await platform.authorizeAs('demo', start));
  const tokens = await fetch(`${platform.url}/api/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...client,
      client_secret: env.OAUTH_CLIENT_SECRET ?? '',
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
    }),
  });
  if (!tokens.ok) throw new Error(`no tokens: ${tokens.status}`);
  const reply = (await tokens.json()) as Right;
  if (ENDPOINT[call] === 'token') return reply;
  const authorization = `Bearer ${reply.access_token}`;
  const answer = await fetch(`${platform.url}/api/oauth2/${call}`, { headers: { authorization } });
  return (await answer.json()) as Right;
}

/** Marks the answer also where nobody reads it. */
function withMarker(fault: Fault): Fault {
  if (fault.raw !== undefined) return fault;
  const hasAnswer =
    fault.status !== undefined || fault.body !== undefined || fault.headers !== undefined;
  if (!hasAnswer) return fault;
  const headers = { 'x-odd': MARKER, 'set-cookie': `odd=${MARKER}`, ...fault.headers };
  return { ...fault, headers };
}

function expectToldPerson(answer: Answer, told: ToldToPerson): void {
  const outcome = told === 'signed in' ? 'login=success' : `error=${told}`;
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toBe(`/?${outcome}`);
  const session = answer.cookies.filter((line) => line.startsWith('balance_companion_session='));
  expect(session).toHaveLength(told === 'signed in' ? 1 : 0);
}

function expectToldExtension(answer: Answer, told: ToldToExtension): void {
  expect([answer.status, told === 'fine' ? told : answer.json().error]).toEqual([
    STATUS[told],
    told,
  ]);
  expect(answer.cookies).toEqual([]);
  const retryAfter = answer.headers['retry-after'];
  if (answer.status === 503) expect(retryAfter).toMatch(/^[1-9]\d*$/);
  else expect(retryAfter).toBeUndefined();
  if (told === 'fine') return;
  expect(answer.json()).toEqual({ error: told, message: expect.stringMatching(/^[A-Z].+\.$/) });
}

/** No token request was made twice, and nothing but the four calls at all. */
function expectAsked(asked: readonly string[], calls: readonly RecordedRequest[]): void {
  const tokenRequests = calls.filter((call) => ENDPOINT[call] === 'token').length;
  if (tokenRequests > 0) {
    expect(asked.filter((line) => line === 'POST /api/oauth2/token')).toHaveLength(tokenRequests);
  }
  expect(asked.filter((line) => !KNOWN_REQUESTS.has(line))).toEqual([]);
}

/** The browser that asked can go on, with the same cookie. */
async function expectGoesOn(
  { call, client }: Prepared,
  told: ToldToPerson | ToldToExtension | undefined,
  patient: boolean,
): Promise<void> {
  if (call === 'exchange' && told !== 'signed in') await signIn(client);
  const cookie = client.cookies.get('balance_companion_session');
  const statusOf = async (path: string) => (await client.api(path)).status;
  const expected = told === 'reauth_required' ? 401 : 200;
  for (const path of ['/api/user/info', '/api/user/topup']) {
    if (patient) await until('the session', async () => (await statusOf(path)) === expected);
    else expect(await statusOf(path)).toBe(expected);
  }
  expect(client.cookies.get('balance_companion_session')).toEqual(cookie);
}

/** Makes these calls at the same moment while the platform is odd, and then looks what is left. */
async function tryTogether(
  proxy: Running,
  calls: readonly RecordedRequest[],
  oddity: Oddity,
  told: Told,
  patient: boolean,
): Promise<void> {
  const { platform } = proxy;
  const prepared: Prepared[] = [];
  for (const call of calls) prepared.push(await prepare(proxy, call));
  const clients = prepared.map(({ client }) => client);
  const cookiesBefore = secretsOf(proxy, clients);
  const faults = new Map<RecordedRequest, Fault>();
  for (const { call, accessToken } of prepared) {
    const isStatic = typeof oddity !== 'function';
    const fault = isStatic ? oddity : oddity(await rightAnswer(proxy, call), accessToken);
    faults.set(call, withMarker(fault));
  }
  platform.clearRequests();
  for (const [call, fault] of faults) platform.misbehave(ENDPOINT[call], fault);
  const answers = await Promise.all(prepared.map(({ ask }) => ask()));
  const asked = platform.requests.map(({ method, path }) => `${method} ${path}`);
  for (const call of calls) platform.misbehave(ENDPOINT[call], null);

  for (const [index, { call }] of prepared.entries()) {
    const answer = answers[index];
    if (!answer) throw new Error('an answer is missing');
    if (call === 'exchange') expectToldPerson(answer, told.exchange ?? 'signed in');
    else expectToldExtension(answer, told[call] ?? 'fine');
    expect(answer.headers['cache-control']).toBe('no-store');
    const { 'set-cookie': _, ...headers } = answer.headers;
    const reply = `${answer.text}${JSON.stringify(headers)}`;
    const secrets = [...cookiesBefore, ...secretsOf(proxy, clients)];
    expect(secrets.filter((secret) => reply.includes(secret))).toEqual([]);
    expect(answer.cookies.join()).not.toContain(MARKER);
  }
  expectAsked(asked, calls);
  for (const one of prepared) await expectGoesOn(one, told[one.call], patient);
  const written = [...cookiesBefore, ...secretsOf(proxy, clients)];
  expect(written.filter((secret) => proxy.log().includes(secret))).toEqual([]);
}

/** Whether these calls run into the time limit: then they are made together, to save time. */
export const isSlow = (told: Told): boolean => told.userinfo === 'platform_timeout';

/**
 * Tries one odd answer on every call that it is meant for.
 * @param patient whether the session may take a while to go on
 */
export async function tryOut(
  proxy: Running,
  oddity: Oddity,
  told: Told,
  patient = isSlow(told),
): Promise<void> {
  const calls = CALLS.filter((call) => told[call] !== undefined);
  const groups = isSlow(told) ? [calls] : calls.map((call) => [call]);
  for (const group of groups) await tryTogether(proxy, group, oddity, told, patient);
}
