import { expect, test } from 'vitest';
import { AccessTokens } from '../../../proxy/auth/access-token-refresh.ts';
import { ProxyError } from '../../../proxy/errors/proxy-error.ts';
import type { Admission } from '../../../proxy/platform/admission/admission.ts';
import { PlatformError } from '../../../proxy/platform/errors/platform-error.ts';
import { observing } from '../../support/session-stores/sessions-on.ts';
import { FRESH, storedSession, TOKENS } from '../../support/session-stores/stored-session.ts';

const NOW = TOKENS.accessTokenExpiresAt - 3_600_000;

/** Access tokens of a session; `respond` stands for the whole token refresh. */
async function accessTokensAt(
  now: number,
  admits: { background?: boolean; forced?: boolean } = {},
  respond: () => unknown = () => FRESH,
) {
  const stored = await storedSession();
  const events: string[] = [];
  const admission: Partial<Admission> = {
    run: async <T>() => {
      events.push('refresh');
      // Takes longer than a read of the session.
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      return respond() as T;
    },
    allowsBackgroundRefresh: () => admits.background ?? true,
    takeForcedRefresh: () => admits.forced ?? true,
  };
  const accessTokens = new AccessTokens({
    sessions: stored.sessions,
    refresh: async () => FRESH,
    admission: admission as Admission,
    leaseMs: 1_000,
    now: () => now,
    observer: observing(events),
    onBackgroundError: () => {},
  });
  return { ...stored, accessTokens, events };
}

test.each([
  [300_001, 'old', []],
  [300_000, 'old', ['refresh']],
  [1, 'old', ['refresh']],
  [0, 'new', ['refresh']],
])('with %d ms left the %s token is used', async (leftMs, token, refreshes) => {
  const now = TOKENS.accessTokenExpiresAt - leftMs;
  const { accessTokens, find, events } = await accessTokensAt(now);
  expect(await accessTokens.current(await find())).toBe(token);
  expect(events).toEqual(refreshes);
});

const SOON = TOKENS.accessTokenExpiresAt - 1_000;

test.each([
  ['a lease', SOON + 1, true, []],
  ['an expired lease', SOON, true, ['refresh']],
  ['a cooldown', undefined, false, []],
])('a session with %s is refreshed ahead or not', async (_what, leaseUntil, background, events) => {
  const result = await accessTokensAt(SOON, { background });
  const { accessTokens, sessions, find } = result;
  if (leaseUntil !== undefined) await sessions.takeLease(await find(), leaseUntil);
  expect(await accessTokens.current(await find())).toBe('old');
  expect(result.events).toEqual(events);
});

const OVER_BUDGET = new PlatformError('token_refused', 'refreshed too often lately', {
  notSent: true,
});
const REAUTH = new ProxyError('reauth_required');
const SIGNED_OUT = new ProxyError('not_authenticated');

type Change = (result: Awaited<ReturnType<typeof accessTokensAt>>) => unknown;
const signOut: Change = ({ sessions, id }) => sessions.end(id.hash);

test.each<[what: string, forced: boolean, before: Change, response: object, outcome: unknown]>([
  ['that is current is the new one', true, () => {}, FRESH, 'new'],
  ['over the budget is none', false, () => {}, FRESH, OVER_BUDGET],
  [
    'over the budget is that of the refresh in progress',
    false,
    async ({ accessTokens, find }) =>
      void accessTokens.current({
        ...(await find()),
        tokens: { ...TOKENS, accessTokenExpiresAt: 0 },
      }),
    FRESH,
    'new',
  ],
  [
    'that is no longer current is the current one',
    true,
    async ({ sessions, find }) => sessions.replaceTokens(await find(), FRESH),
    TOKENS,
    'new',
  ],
  [
    'of an ended grant is none',
    true,
    async ({ sessions, find }) => sessions.endGrant(await find()),
    FRESH,
    REAUTH,
  ],
  ['of a session that was signed out is none', true, signOut, FRESH, SIGNED_OUT],
  ['that a session in doubt kept is none', true, () => {}, TOKENS, REAUTH],
])('the replacement for a refused token %s', async (_what, forced, before, response, outcome) => {
  const result = await accessTokensAt(NOW, { forced }, () => response);
  const session = await result.find();
  await before(result);
  const replacement = result.accessTokens.replacementFor(session, 'old');
  expect(await replacement.catch((error) => error)).toEqual(outcome);
  expect(result.events.includes('over_budget')).toBe(outcome === OVER_BUDGET);
  const ended = outcome === REAUTH ? null : expect.anything();
  if (outcome !== SIGNED_OUT) expect((await result.find()).tokens).toEqual(ended);
});

test('a token that is refused again after the session was signed out ends with reauth_required', async () => {
  const result = await accessTokensAt(NOW, {}, async () => {
    await signOut(result);
    return TOKENS;
  });
  const session = await result.find();
  await expect(result.accessTokens.replacementFor(session, 'old')).rejects.toEqual(REAUTH);
});
