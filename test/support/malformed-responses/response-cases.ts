import type { Fault } from '../fake-platform/platform.ts';

/** The requests to the platform. The refresh comes first, because it lets the access tokens of all expire. */
export const REQUESTS = ['refresh', 'exchange', 'userinfo', 'topup'] as const;
export type PlatformRequest = (typeof REQUESTS)[number];

/** Contained in every malformed response; the proxy must not repeat it. */
export const MARKER = 'marker-4711';

/** What the extension receives: `ok` for 200, otherwise the error code. */
export type ApiOutcome =
  | 'ok'
  | 'platform_error'
  | 'platform_unavailable'
  | 'platform_misconfigured'
  | 'platform_timeout'
  | 'reauth_required';

export type SignInOutcome = 'signed in' | 'server_error' | 'temporarily_unavailable';

/** The outcome of each request; a request without one is not part of the case. */
export interface Expected {
  exchange?: SignInOutcome;
  refresh?: ApiOutcome;
  userinfo?: ApiOutcome;
  topup?: ApiOutcome;
}

/** The JSON object of the response without the fault, with tokens that the platform knows. */
export type CorrectBody = Readonly<Record<string, unknown>>;

/** @param accessToken the token of the request */
export type FaultFor = Fault | ((correct: CorrectBody, accessToken: string) => Fault);

/**
 * The title after `a platform that`, what the platform does, and the expected outcomes. Unless the grant ends
 * (`reauth_required`), the session must go on afterwards.
 */
export type ResponseCase = readonly [title: string, fault: FaultFor, expected: Expected];

const each = (token: SignInOutcome, api: ApiOutcome) => ({
  exchange: token,
  refresh: api,
  userinfo: api,
  topup: api,
});

export const OK = each('signed in', 'ok');
export const UNREADABLE = each('server_error', 'platform_error');
export const UNAVAILABLE = each('temporarily_unavailable', 'platform_unavailable');
export const TIMEOUT = each('temporarily_unavailable', 'platform_timeout');

export const tokensOnly = ({ exchange, refresh }: ReturnType<typeof each>) => ({
  exchange,
  refresh,
});

/** Cases with the same outcomes, by title. */
export function cases(expected: Expected, faults: Record<string, FaultFor>): ResponseCase[] {
  return Object.entries(faults).map(([title, fault]) => [title, fault, expected]);
}

/** A case for each value. */
export function casesOf<T>(
  expected: Expected,
  values: readonly T[],
  titleOf: (value: T) => string,
  faultOf: (value: T) => FaultFor,
): ResponseCase[] {
  return values.map((value) => [titleOf(value), faultOf(value), expected]);
}

/** The correct object with other members; those that are undefined are left out. */
export const withMembers = (members: Record<string, unknown>) => (correct: CorrectBody) => ({
  body: { ...correct, ...members },
});

/** A case for each value of a member. */
export const rows = (expected: Expected, name: string, values: readonly unknown[]) =>
  casesOf(
    expected,
    values,
    (value) => `sends ${String(JSON.stringify(value)).slice(0, 40)} as ${name}`,
    (value) => withMembers({ more: MARKER, [name]: value }),
  );

/** The correct object with one member that is written as `text`. */
export const withMemberText = (name: string, text: string) => (correct: CorrectBody) => {
  const others = JSON.stringify({ ...correct, [name]: undefined }).slice(1, -1);
  return json(`{${others},"${name}":${text}}`);
};

/** Arrays within arrays, as JSON text. */
export const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** A body with the content type of JSON. */
export function json(body: string | Buffer, headers: Record<string, string> = {}): Fault {
  return { body, headers: { 'content-type': 'application/json', ...headers } };
}

/** The bytes of an HTTP response. */
export function rawResponse(head: string, body: string | Buffer = ''): Buffer {
  const bytes = Buffer.from(`${head.replaceAll('\n', '\r\n')}\r\n\r\n`);
  return Buffer.concat([bytes, Buffer.from(body)]);
}
