import { SLOT_HEADER } from '../../shared/account-slots.ts';
import { matchesSchema } from '../../shared/matches-schema.ts';
import { SessionsReply, TopUpReply, UserInfoReply } from '../../shared/replies.ts';
import { ROUTES } from '../../shared/routes.ts';
import type { Static, TSchema } from '../../shared/schema.ts';
import type { AccountSnapshot, ReceivedSnapshot } from '../domain/account-state.ts';
import type { DetectedServer, ReceivedResponse } from '../domain/detect-server.ts';
import type { ProblemKind } from '../domain/problems.ts';
import { browserTime, parseDate, timeInDoubt } from '../domain/stored-time.ts';
import { interpretErrorResponse } from './interpret-error-response.ts';
import { parseRetryAfter } from './retry-after.ts';
import { type ApiDependencies, sendRequest } from './send-request.ts';

/** Maximum time of a request, body included: enough for two slow responses of the platform. */
const TIMEOUT_MS = 25_000;

/** What a request came to. `retryAt` is in Unix milliseconds. `abandoned`: the caller's signal ended it. */
export type ProxyResult<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'no_session' }
  | { kind: 'abandoned' }
  | {
      kind: 'failed';
      problem: ProblemKind;
      retryAt: number | null;
      detectedServer?: DetectedServer;
    };

export type ProxyClient = ReturnType<typeof createProxyClient>;

/** Reads the expected content out of a response; `undefined` if it is not there. */
type Read<T> = (received: ReceivedResponse) => T | undefined;

/** A client of the proxy at `address` (an origin) for the session in `slot`. None of its functions rejects. */
export function createProxyClient(address: string, slot: number, deps: ApiDependencies) {
  async function send<T>(
    request: { method: 'GET' | 'POST'; path: string; headers?: Record<string, string> },
    read: Read<T>,
    signal: AbortSignal | null,
    timeoutMs = TIMEOUT_MS,
  ): Promise<ProxyResult<T>> {
    const { path, method, headers } = request;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const received = await sendRequest(deps, address + path, {
        method,
        headers: { ...headers, [SLOT_HEADER]: String(slot) },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return readResult(received, read);
    } catch {
      if (signal?.aborted) return { kind: 'abandoned' };
      return { kind: 'failed', problem: 'unreachable', retryAt: null };
    }
  }

  return {
    /**
     * Fetches the account. `known` is the last snapshot: if it is still current, the proxy sends no body.
     * `as_of` is converted to the browser's time.
     */
    userInfo: (signal: AbortSignal, known: AccountSnapshot | null = null) => {
      const headers = known?.etag ? { 'If-None-Match': known.etag } : {};
      const request = { method: 'GET', path: ROUTES.userInfo, headers } as const;
      return send(request, readAccount(known), signal);
    },
    topUp: (signal: AbortSignal) =>
      send({ method: 'GET', path: ROUTES.topUp }, readReply(TopUpReply), signal),
    /** Fetches the slots that have a session. */
    sessions: (signal: AbortSignal) =>
      send({ method: 'GET', path: ROUTES.sessions }, readReply(SessionsReply), signal),
    signOut: (timeoutMs?: number) =>
      send({ method: 'POST', path: ROUTES.signOut }, readNoContent, null, timeoutMs),
  };
}

function readResult<T>(received: ReceivedResponse, read: Read<T>): ProxyResult<T> {
  const value = read(received);
  if (value !== undefined) return { kind: 'ok', value };
  const interpretation = interpretErrorResponse(received);
  const { problem, detectedServer } = interpretation;
  if (problem === 'no_session') return { kind: 'no_session' };
  const { response, receivedAt } = received;
  const { status, headers } = response;
  // These count from another server than the proxy too: RFC 6585 section 4, RFC 9110 section 15.6.4.
  const mayWait = !detectedServer || [429, 503].includes(status);
  const retryAt = mayWait
    ? parseRetryAfter(headers.get('Retry-After'), receivedAt, headers.get('Date'))
    : null;
  return { kind: 'failed', ...interpretation, problem, retryAt };
}

function readReply<T extends TSchema>(schema: T): Read<Static<T>> {
  return ({ response, value }) =>
    response.status === 200 && matchesSchema(schema, value) ? value : undefined;
}

const readNoContent: Read<true> = ({ response }) => (response.status === 204 ? true : undefined);

/** A 304 to the tag that was sent means that the known account is still current (RFC 9110 section 15.4.5). */
function readAccount(known: AccountSnapshot | null): Read<ReceivedSnapshot> {
  return (received) => {
    const { response, receivedAt } = received;
    const { headers } = response;
    const date = headers.get('Date');
    const otherTime = timeInDoubt(date, receivedAt);
    const times = { receivedAt, ...(otherTime !== null && { otherTime }) };
    if (response.status === 304 && known?.etag) {
      const as_of = toSeconds(confirmedAt(headers, receivedAt));
      return { ...known, account: { ...known.account, as_of }, ...times };
    }
    const account = readReply(UserInfoReply)(received);
    if (!account) return undefined;
    const as_of = toSeconds(browserTime(account.as_of * 1000, date, receivedAt));
    return { account: { ...account, as_of }, etag: readEtag(headers.get('ETag')), ...times };
  };
}

/**
 * When the sender of a 304 knew the account to be current (Unix milliseconds), by `Age` (RFC 9111 section
 * 5.1). A proxy of version 0.1.0 sends no `Age` and puts that time into `Date`. A `Date` that is minutes old
 * is more likely that of a slow clock, and is ignored.
 */
function confirmedAt(headers: Headers, receivedAt: number): number {
  const age = headers.get('Age')?.trim() ?? '';
  if (/^\d{1,10}$/u.test(age)) return receivedAt - Number(age) * 1000;
  const date = parseDate(headers.get('Date'));
  return date !== null && receivedAt - date <= MAX_DATE_AGE_MS ? date : receivedAt;
}

const MAX_DATE_AGE_MS = 60_000;

function toSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** An entity tag (RFC 9110 section 8.8.3) of at most 128 characters; longer ones are not sent back. */
function readEtag(header: string | null): string | null {
  return header !== null && /^(?!.{129})(?:W\/)?"[!#-~]*"$/u.test(header) ? header : null;
}
