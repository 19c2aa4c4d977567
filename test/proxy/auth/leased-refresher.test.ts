import { describe, expect, test } from 'vitest';
import { LeasedRefresher } from '../../../proxy/auth/leased-refresher.ts';
import type { Session } from '../../../proxy/auth/sessions.ts';
import { ProxyError } from '../../../proxy/errors/proxy-error.ts';
import { PlatformError } from '../../../proxy/platform/errors/platform-error.ts';
import type { SessionRecord } from '../../../proxy/store/session-store.ts';
import { observing, sessionsOn } from '../../support/session-stores/sessions-on.ts';
import { FRESH, storedSession, TOKENS } from '../../support/session-stores/stored-session.ts';

type Stored = Awaited<ReturnType<typeof storedSession>>;
/** Stands between the refresher and the writes of the store. */
type Write = (record: SessionRecord, write: Stored['store']['replace']) => Promise<boolean>;

const OTHER = { ...TOKENS, accessToken: 'other', refreshToken: 'of another process' };
const GRANT_ENDED = new PlatformError('grant_ended', 'invalid_grant');
const now = () => 1_000;
const WORKING: Write = (record, write) => write(record);

/** Refreshes a session. `respond` is the platform, or what others do in the meantime. */
async function refreshing(
  respond: (stored: Stored) => unknown = () => {},
  options: { now?: () => number; onWrite?: Write; before?: (stored: Stored) => unknown } = {},
) {
  const events: string[] = [];
  const { onWrite = WORKING } = options;
  const hooks = { onWrite: WORKING };
  const stored = await storedSession(TOKENS, {}, (store) => ({
    replace: (record) => hooks.onWrite(record, store.replace),
  }));
  await options.before?.(stored);
  hooks.onWrite = onWrite;
  let requests = 0;
  const refresher = new LeasedRefresher({
    sessions: stored.sessions,
    refresh: async () => {
      requests += 1;
      await respond(stored);
      return FRESH;
    },
    leaseMs: 1_000,
    now,
    observer: observing(events),
    ...options,
  });
  const refreshed = await refresher.refresh(stored.id, 'old').catch((error) => error);
  return { ...stored, refresher, refreshed, events, hooks, requests: () => requests };
}

/** Fails the first writes of new tokens. */
function failing(count: number): Write {
  let failures = 0;
  return async (record, write) =>
    (record.leaseUntil !== null || failures++ >= count) && write(record);
}

describe('a refresh', () => {
  test.each([
    ['has just expired', 1_000, 6],
    ['is about to expire', 1_500, 7],
  ])('leaves a lease that %s alone for three seconds', async (_what, leaseUntil, seconds) => {
    let time = 0;
    let requestedAt: number | undefined;
    const { refreshed, events } = await refreshing(
      () => {
        requestedAt = time;
      },
      {
        now: () => ++time * 1_000,
        before: async ({ sessions, find }) => sessions.takeLease(await find(), leaseUntil),
      },
    );
    expect(refreshed).toEqual(FRESH);
    expect(requestedAt).toBe(seconds);
    expect(events).toEqual(['contended', 'refreshed']);
  });

  test.each<[what: string, first: Write]>([
    ['takes the lease', async () => false],
    [
      'overtakes it',
      async (record, write) =>
        (await write(record)) &&
        write({ ...record, version: record.version + 1, leaseUntil: null }),
    ],
  ])('begins again if another process %s', async (_what, first) => {
    let writes = 0;
    const { refreshed, events, requests } = await refreshing(() => {}, {
      onWrite: (record, write) => (writes++ === 0 ? first(record, write) : write(record)),
    });
    expect(refreshed).toEqual(FRESH);
    expect(events).toEqual(['contended', 'refreshed']);
    expect(requests()).toBe(1);
  });

  test.each<[what: string, Write]>([
    ['refuses every write', async () => false],
    ['reports a write that it did not make', async () => true],
  ])('gives up on a store that %s', async (_what, onWrite) => {
    const { refreshed, events, requests } = await refreshing(() => {}, { onWrite });
    expect(refreshed).toEqual(new ProxyError('store_unavailable'));
    expect(events).toEqual(Array(5).fill('contended'));
    expect(requests()).toBe(0);
  });

  test.each([
    ['keeps the doubt of an earlier one', true, 'unreachable', true],
    ['that is cut off leaves the session in doubt', false, 'cut_off', true],
    ['that was not sent leaves no doubt', false, 'unreachable', false],
  ] as const)('%s', async (_what, earlier, kind, inDoubt) => {
    const error = new PlatformError(kind, 'failed');
    const { refreshed, events, find } = await refreshing(() => Promise.reject(error), {
      before: async ({ sessions, find }) => sessions.releaseLease(await find(), earlier),
    });
    expect(refreshed).toBe(error);
    expect(events).toEqual(['failed']);
    expect((await find()).record).toMatchObject({ leaseUntil: null, inDoubt });
  });

  test('is not sent once another process has failed to refresh', async () => {
    const { refreshed, requests } = await refreshing(() => {}, {
      before: async ({ sessions, find }) => {
        const leased = (await sessions.takeLease(await find(), 2_000)) as Session;
        setTimeout(() => sessions.releaseLease(leased, false), 20);
      },
    });
    expect(refreshed).toMatchObject({ kind: 'unavailable', notSent: true });
    expect(requests()).toBe(0);
  });

  test('of a session without a refresh token is not sent and ends it', async () => {
    const { accessToken, accessTokenExpiresAt } = TOKENS;
    const { refreshed, requests, find } = await refreshing(() => {}, {
      before: async ({ sessions, find }) =>
        sessions.replaceTokens(await find(), { accessToken, accessTokenExpiresAt }),
    });
    expect(refreshed).toMatchObject({ kind: 'grant_ended' });
    expect(requests()).toBe(0);
    expect((await find()).tokens).toBeNull();
  });

  test('keeps the lease after an error that says nothing about the request', async () => {
    const error = new TypeError('unexpected');
    const { refreshed, events, find } = await refreshing(() => Promise.reject(error));
    expect(refreshed).toBe(error);
    expect(events).toEqual([]);
    expect((await find()).record.leaseUntil).toBe(2_000);
  });

  test('of a session that was signed out saves nothing', async () => {
    const { refreshed, events } = await refreshing(({ sessions, id }) => sessions.end(id.hash));
    expect(refreshed).toEqual(new ProxyError('not_authenticated'));
    expect(events).toEqual([]);
  });

  test.each([
    ['new tokens', undefined],
    ['a refused refresh token', GRANT_ENDED],
  ])('with %s uses the tokens that another process wrote meanwhile', async (_what, error) => {
    const { refreshed, events } = await refreshing(async ({ base, id }) => {
      const elsewhere = sessionsOn(base);
      const found = await elsewhere.find(id);
      if (found) await elsewhere.replaceTokens(found, OTHER);
      if (error) throw error;
    });
    expect(refreshed).toEqual(OTHER);
    expect(events).toEqual(error ? ['contended'] : ['refreshed']);
  });
});

describe('a refused refresh token', () => {
  const { refreshToken: _, ...KEPT } = TOKENS;
  const MS_LEFT = [1, 0] as const;

  test.each([
    ['in doubt keeps its valid access token', true, MS_LEFT[0], KEPT],
    ['in doubt ends with its access token', true, MS_LEFT[1], undefined],
    ['that is not in doubt ends', false, MS_LEFT[0], undefined],
  ])('of a session %s', async (_what, inDoubt, msLeft, kept) => {
    const { refreshed, events, find } = await refreshing(() => Promise.reject(GRANT_ENDED), {
      now: () => TOKENS.accessTokenExpiresAt - msLeft,
      before: async ({ sessions, find }) => sessions.releaseLease(await find(), inDoubt),
    });
    expect(refreshed).toEqual(kept ?? GRANT_ENDED);
    expect((await find()).tokens).toEqual(kept ?? null);
    expect(events).toEqual(kept ? [] : ['ended']);
  });
});

describe('new tokens', () => {
  const UNAVAILABLE = new ProxyError('store_unavailable');
  const UNSAVED = ['unsaved', '1 unsaved'];

  test.each([
    [4, FRESH, ['refreshed']],
    [5, UNAVAILABLE, UNSAVED],
  ])('are written again after %d writes of others', async (count, outcome, events) => {
    const result = await refreshing(() => {}, { onWrite: failing(count) });
    expect(result.refreshed).toEqual(outcome);
    expect(result.events).toEqual(events);
  });

  test.each<
    [what: string, then: (result: Awaited<ReturnType<typeof refreshing>>) => unknown, number]
  >([
    ['lost if the store never accepts them', () => {}, 1],
    [
      'saved once the store accepts them',
      ({ hooks }) => Object.assign(hooks, { onWrite: WORKING }),
      0,
    ],
    ['dropped once the session is signed out', ({ sessions, id }) => sessions.end(id.hash), 0],
  ])('that could not be written are %s', async (_what, then, lost) => {
    const result = await refreshing(() => {}, {
      onWrite: failing(Number.POSITIVE_INFINITY),
    });
    expect(result.refreshed).toEqual(UNAVAILABLE);
    await then(result);
    expect(await result.refresher.close(200)).toBe(lost);
  });
});
