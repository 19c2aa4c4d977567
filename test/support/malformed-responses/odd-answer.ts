import type { Fault } from '../fake-platform/platform.ts';

/**
 * The four calls to the platform: two kinds of token request, and two reads with an access token. The
 * refresh comes first: it is made ready by letting the tokens of all run out.
 */
export const CALLS = ['refresh', 'exchange', 'userinfo', 'topup'] as const;
export type RecordedRequest = (typeof CALLS)[number];

/** Planted into every odd answer; nothing of ours may ever repeat it. */
export const MARKER = 'marker-4711';

/** What the extension is told of a call: `fine` is a 200, anything else a code of the contract. */
export type ToldToExtension =
  | 'fine'
  | 'platform_error'
  | 'platform_unavailable'
  | 'platform_misconfigured'
  | 'platform_timeout'
  | 'reauth_required';

/** What the person is told who is signing in. */
export type ToldToPerson = 'signed in' | 'server_error' | 'temporarily_unavailable';

/** By call; a call that is left out is not part of the trial. */
export interface Told {
  exchange?: ToldToPerson;
  refresh?: ToldToExtension;
  userinfo?: ToldToExtension;
  topup?: ToldToExtension;
}

/** The answer that would have been right for the call, with tokens that the platform knows. */
export type Right = Readonly<Record<string, unknown>>;

/** What the platform does; `accessToken` is the one that it is asked with. */
export type Oddity = Fault | ((right: Right, accessToken: string) => Fault);

/**
 * One odd answer: how `a platform that …` goes on, what it does, and what comes of it. Unless the grant
 * ends (`reauth_required`), the session goes on once the platform is itself again.
 */
export type OddAnswer = readonly [string, Oddity, Told];

export const TOKENS_UNREADABLE = { exchange: 'server_error', refresh: 'platform_error' } as const;
export const READS_UNREADABLE = { userinfo: 'platform_error', topup: 'platform_error' } as const;
export const UNREADABLE: Told = { ...TOKENS_UNREADABLE, ...READS_UNREADABLE };

export const UNAVAILABLE: Told = {
  exchange: 'temporarily_unavailable',
  refresh: 'platform_unavailable',
  userinfo: 'platform_unavailable',
  topup: 'platform_unavailable',
};

export const LATE: Told = {
  exchange: 'temporarily_unavailable',
  refresh: 'platform_timeout',
  userinfo: 'platform_timeout',
  topup: 'platform_timeout',
};

export const TOKENS_FINE = { exchange: 'signed in', refresh: 'fine' } as const;
export const READS_FINE = { userinfo: 'fine', topup: 'fine' } as const;
export const FINE: Told = { ...TOKENS_FINE, ...READS_FINE };

/** Text or bytes that call themselves JSON. */
export function asJson(body: string | Buffer, headers: Record<string, string> = {}): Fault {
  return { body, headers: { 'content-type': 'application/json', ...headers } };
}

/** A whole HTTP answer, byte for byte. */
export function rawAnswer(head: string, body: string | Buffer = ''): Buffer {
  return Buffer.concat([
    Buffer.from(`${head.replaceAll('\n', '\r\n')}\r\n\r\n`),
    Buffer.from(body),
  ]);
}
