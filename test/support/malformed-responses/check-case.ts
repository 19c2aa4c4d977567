import { expect } from 'vitest';
import { ERROR_STATUS } from '../../../shared/errors.ts';
import type { Endpoint, Fault } from '../fake-platform/platform.ts';
import { PlatformClient } from '../fake-platform/platform-client.ts';
import type { Client, ClientResponse } from '../proxy/client.ts';
import type { startProxy } from '../proxy/running-proxy.ts';
import { until } from '../waiting/until.ts';
import {
  type ApiOutcome,
  type CorrectBody,
  type Expected,
  type FaultFor,
  MARKER,
  type PlatformRequest,
  REQUESTS,
  type SignInOutcome,
} from './response-cases.ts';

type Running = Awaited<ReturnType<typeof startProxy>>;

export const ENDPOINTS: Record<PlatformRequest, Endpoint> = {
  exchange: 'token',
  refresh: 'token',
  userinfo: 'userinfo',
  topup: 'topup',
};

const TOKEN_REQUEST = 'POST /api/oauth2/token';
const KNOWN_REQUESTS = [TOKEN_REQUEST, 'GET /api/oauth2/userinfo', 'GET /api/oauth2/topup'];

/** More than the lifetime of an access token of the fake platform. */
const TOKEN_LIFETIME_SECONDS = 7_210;

/** What a client needs to cause one request to the platform. */
interface Prepared {
  request: PlatformRequest;
  client: Client;
  accessToken: string;
  send: () => Promise<ClientResponse>;
}

/** Everything that must not appear in a response or in the log. */
function secretsOf({ platform, clientSecret }: Running, clients: readonly Client[]): string[] {
  const cookies = clients.flatMap(({ cookies }) => [...cookies.values()].map(({ value }) => value));
  const issued = Object.values(platform.issued).flat();
  return [MARKER, clientSecret, ...issued, ...cookies].filter((secret) => secret !== '');
}

/** Repeats the sign-in: a busy machine can exceed a short time limit. */
async function signIn(client: Client): Promise<void> {
  await until('the sign-in', async () => (await client.signIn()) === '/?login=success');
}

async function prepare(proxy: Running, request: PlatformRequest): Promise<Prepared> {
  const client = proxy.browser();
  if (request === 'exchange') {
    const callback = await client.authorize();
    const send = () => client.navigate(callback, 'another-site');
    return { request, client, accessToken: '', send };
  }
  await signIn(client);
  const accessToken = proxy.platform.issued.accessTokens.at(-1) ?? '';
  if (request === 'refresh') proxy.clock.pass(TOKEN_LIFETIME_SECONDS);
  const path = request === 'topup' ? '/api/user/topup' : '/api/user/info';
  return { request, client, accessToken, send: () => client.api(path) };
}

/** The response of the platform without the fault, with tokens of another grant. */
async function correctBody(
  { platform, env }: Running,
  request: PlatformRequest,
): Promise<CorrectBody> {
  const client = new PlatformClient(platform, {
    clientId: env.OAUTH_CLIENT_ID ?? '',
    clientSecret: env.OAUTH_CLIENT_SECRET ?? '',
    redirectUri: env.OAUTH_REDIRECT_URI ?? '',
  });
  const tokens = await client.tokens();
  if (request === 'exchange' || request === 'refresh') return { ...tokens };
  return (await (await client.read(request, tokens.access_token)).json()) as CorrectBody;
}

/** Adds headers with the marker, unless the fault writes raw bytes or no response at all. */
function withMarker(fault: Fault): Fault {
  const { raw, status, body, headers } = fault;
  if (raw !== undefined || (status ?? body ?? headers) === undefined) return fault;
  return { ...fault, headers: { 'x-marker': MARKER, 'set-cookie': `odd=${MARKER}`, ...headers } };
}

function expectSignInOutcome(response: ClientResponse, outcome: SignInOutcome): void {
  const isSignedIn = outcome === 'signed in';
  expect(response.status).toBe(303);
  expect(response.headers.location).toBe(isSignedIn ? '/?login=success' : `/?error=${outcome}`);
  const session = response.cookies.filter((line) => line.startsWith('balance_companion_session='));
  expect(session).toHaveLength(isSignedIn ? 1 : 0);
}

function expectApiOutcome(response: ClientResponse, outcome: ApiOutcome): void {
  const { status, headers, cookies } = response;
  if (outcome === 'ok') expect(status, response.text).toBe(200);
  else {
    expect(response.json()).toEqual({
      error: outcome,
      message: expect.stringMatching(/^[A-Z].+\.$/),
    });
    expect(status).toBe(ERROR_STATUS[outcome]);
  }
  expect(cookies).toEqual([]);
  if (status === 503) expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
  else expect(headers['retry-after']).toBeUndefined();
}

/** The client can continue with the same cookie, unless the grant has ended. */
async function expectSessionGoesOn(
  { request, client }: Prepared,
  outcome: SignInOutcome | ApiOutcome | undefined,
  isPatient: boolean,
): Promise<void> {
  if (request === 'exchange' && outcome !== 'signed in') await signIn(client);
  const cookie = client.cookies.get('balance_companion_session');
  const statusOf = async (path: string) => (await client.api(path)).status;
  const expected = outcome === 'reauth_required' ? 401 : 200;
  for (const path of ['/api/user/info', '/api/user/topup']) {
    if (isPatient) await until('the session', async () => (await statusOf(path)) === expected);
    else expect(await statusOf(path)).toBe(expected);
  }
  expect(client.cookies.get('balance_companion_session')).toEqual(cookie);
}

/** Sends the requests at the same time while the platform has the fault, and checks everything afterwards. */
async function checkTogether(
  proxy: Running,
  requests: readonly PlatformRequest[],
  faultFor: FaultFor,
  expected: Expected,
  isPatient: boolean,
): Promise<void> {
  const { platform } = proxy;
  const prepared: Prepared[] = [];
  for (const request of requests) prepared.push(await prepare(proxy, request));
  const clients = prepared.map(({ client }) => client);
  const secretsBefore = secretsOf(proxy, clients);
  const faults: [Endpoint, Fault][] = [];
  for (const { request, accessToken } of prepared) {
    const isStatic = typeof faultFor !== 'function';
    const fault = isStatic ? faultFor : faultFor(await correctBody(proxy, request), accessToken);
    faults.push([ENDPOINTS[request], withMarker(fault)]);
  }
  platform.clearRequests();
  for (const [endpoint, fault] of faults) platform.misbehave(endpoint, fault);
  const responses = await Promise.all(prepared.map(({ send }) => send()));
  const sent = platform.requests.map(({ method, path }) => `${method} ${path}`);
  for (const [endpoint] of faults) platform.misbehave(endpoint, null);

  const secrets = [...secretsBefore, ...secretsOf(proxy, clients)];
  for (const [index, response] of responses.entries()) {
    const request = requests[index] ?? 'refresh';
    if (request === 'exchange') expectSignInOutcome(response, expected.exchange ?? 'signed in');
    else expectApiOutcome(response, expected[request] ?? 'ok');
    expect(response.headers['cache-control']).toBe('no-store');
    const { 'set-cookie': _, ...headers } = response.headers;
    const text = `${response.text}${JSON.stringify(headers)}`;
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(response.cookies.join()).not.toContain(MARKER);
  }
  const tokenRequests = requests.filter((request) => ENDPOINTS[request] === 'token');
  if (tokenRequests.length > 0) {
    expect(sent.filter((line) => line === TOKEN_REQUEST)).toHaveLength(tokenRequests.length);
  }
  expect(sent.filter((line) => !KNOWN_REQUESTS.includes(line))).toEqual([]);
  for (const one of prepared) await expectSessionGoesOn(one, expected[one.request], isPatient);
  const known = [...secretsBefore, ...secretsOf(proxy, clients)];
  expect(known.filter((secret) => proxy.log().includes(secret))).toEqual([]);
}

/** Whether the requests reach the time limit; they are then sent together, to save time. */
export const isSlow = (expected: Expected): boolean => expected.userinfo === 'platform_timeout';

/**
 * Checks a case for each request that it concerns.
 * @param isPatient whether the session may take a while to go on
 */
export async function checkCase(
  proxy: Running,
  faultFor: FaultFor,
  expected: Expected,
  isPatient = isSlow(expected),
): Promise<void> {
  const requests = REQUESTS.filter((request) => expected[request] !== undefined);
  const groups = isSlow(expected) ? [requests] : requests.map((request) => [request]);
  for (const group of groups) await checkTogether(proxy, group, faultFor, expected, isPatient);
}
