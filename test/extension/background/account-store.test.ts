import { beforeEach, describe, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { problemOccurred, signInFailed } from '../../../extension/domain/account-transitions.ts';
import { accountItem } from '../../../extension/storage/items.ts';
import {
  account,
  createTestEnvironment,
  deferredResponse,
  errorReply,
  json,
  NOON,
  type TestEnvironment,
} from '../../support/extension/background-environment.ts';
import { type FakePermissions, resetBrowser } from '../../support/extension/browser.ts';

const INFO = 'GET /api/user/info';
const LOGOUT = 'POST /auth/logout';
const TOP_UP = 'GET /api/user/topup';

let log: FakePermissions;
let env: TestEnvironment;

beforeEach(() => {
  log = resetBrowser();
  env = createTestEnvironment();
});

async function signIn(): Promise<void> {
  env.routes[INFO] = () => json(200, account());
  await env.run('refresh');
  env.requests.length = 0;
}

const badgeText = () => fakeBrowser.action.getBadgeText({});
const title = () => fakeBrowser.action.getTitle({});

describe('refresh', () => {
  test('puts balance and time into state, badge and tooltip', async () => {
    await signIn();
    expect(await accountItem.get()).toEqual({
      phase: 'signed_in',
      account: account(),
      problem: null,
    });
    expect(await badgeText()).toBe('750');
    expect(await title()).toMatch(/^Balance Companion\n750\.00 \(as of \d\d:\d\d\)$/u);
  });

  test('that fails leaves the last balance, and the next one mends it', async () => {
    await signIn();
    env.routes[INFO] = () => errorReply('platform_timeout');
    await env.run('refresh');
    expect(await accountItem.get()).toEqual({
      phase: 'signed_in',
      account: account(),
      problem: { kind: 'platform_timeout', at: NOON, retryAt: null },
    });
    expect(await badgeText()).toBe('750');
    await signIn();
    expect(await accountItem.get()).toMatchObject({ problem: null });
  });

  test.each(['reauth_required', 'not_authenticated'] as const)(
    'that meets %s ends the session and keeps the balance',
    async (code) => {
      await signIn();
      env.routes[INFO] = () => errorReply(code);
      await env.run('refresh');
      expect(await accountItem.get()).toMatchObject({ phase: 'session_ended', account: account() });
      expect(await badgeText()).toBe('!');
    },
  );

  test('asks nobody where the browser does not allow it', async () => {
    log.granted.clear();
    await env.run('refresh');
    expect(env.requests).toEqual([]);
    expect(await accountItem.get()).toMatchObject({ problem: { kind: 'permission_missing' } });
  });

  test('in passing keeps the pause that the proxy asked for, a click does not', async () => {
    env.routes[INFO] = () => errorReply('rate_limited', { 'Retry-After': '60' });
    await env.run('refresh');
    await env.run('popup_opened');
    expect(env.requests).toEqual([INFO]);
    await env.run('refresh');
    expect(env.requests).toEqual([INFO, INFO]);
    env.now += 60_000;
    await env.run('popup_opened');
    expect(env.requests).toEqual([INFO, INFO, INFO]);
  });

  test('in passing shares the request under way', async () => {
    const first = deferredResponse();
    env.routes[INFO] = () => first.response;
    const both = Promise.all([env.run('popup_opened'), env.run('popup_opened')]);
    first.respond(json(200, account()));
    await both;
    expect(env.requests).toEqual([INFO]);
  });

  test('by click does not make do with an answer from before the click', async () => {
    const early = deferredResponse();
    env.routes[INFO] = () => early.response;
    const passing = env.background.refresher.refresh('popup_opened');
    await expect.poll(() => env.requests).toEqual([INFO]);
    env.routes[INFO] = () => json(200, account({ balance_formatted: '770.00' }));
    await env.run('refresh');
    early.respond(json(200, account()));
    await passing;
    expect(await accountItem.get()).toMatchObject({ account: { balance_formatted: '770.00' } });
  });

  test('by click does not make do with an answer that has come and is yet to be written', async () => {
    const { promise: busy, resolve: written } = Promise.withResolvers<void>();
    const writing = env.background.store.runExclusive(() => busy);
    const early = json(200, account());
    env.routes[INFO] = () => early;
    const first = env.run('refresh');
    await expect.poll(() => early.bodyUsed).toBe(true);
    env.routes[INFO] = () => json(200, account({ balance_formatted: '770.00' }));
    const second = env.run('refresh');
    await expect.poll(() => env.requests).toEqual([INFO, INFO]);
    written();
    await Promise.all([writing, first, second]);
    expect(await accountItem.get()).toMatchObject({ account: { balance_formatted: '770.00' } });
  });

  test('after a permission was taken back does not make do with an answer from before', async () => {
    const early = deferredResponse();
    env.routes[INFO] = () => early.response;
    const clicked = env.background.refresher.refresh('click');
    await expect.poll(() => env.requests).toEqual([INFO]);
    log.granted.clear();
    const changed = env.background.refresher.refresh('permission');
    early.respond(json(200, account()));
    await Promise.all([clicked, changed]);
    expect(await accountItem.get()).toMatchObject({ problem: { kind: 'permission_missing' } });
  });
});

describe('sign out', () => {
  test('removes the account and its balance', async () => {
    await signIn();
    await env.run('sign_out');
    expect(env.requests).toEqual([LOGOUT]);
    expect(JSON.stringify(await fakeBrowser.storage.local.get())).not.toMatch(/750|user123/u);
    expect(await accountItem.get()).toEqual({
      phase: 'signed_out',
      signInError: null,
      problem: null,
    });
    expect(await badgeText()).toBe('');
    expect(await title()).not.toContain('750');
  });

  test('that does not reach the proxy keeps the account and says so until it is dealt with', async () => {
    await signIn();
    env.routes[LOGOUT] = () => errorReply('store_unavailable');
    await env.run('sign_out');
    const stuck = { account: account(), problem: { kind: 'sign_out_failed' } };
    expect(await accountItem.get()).toMatchObject(stuck);
    await env.run('popup_opened');
    expect(await accountItem.get()).toMatchObject(stuck);
    env.routes[LOGOUT] = () => new Response(null, { status: 204 });
    await env.run('sign_out');
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_out', problem: null });
  });

  test('that the proxy does not take from this extension says so, and stays as one that failed', async () => {
    await signIn();
    env.routes[LOGOUT] = () => errorReply('forbidden');
    await env.run('sign_out');
    const stuck = { account: account(), problem: { kind: 'sign_out_refused' } };
    expect(await accountItem.get()).toMatchObject(stuck);
    await env.run('popup_opened');
    expect(await accountItem.get()).toMatchObject(stuck);
  });

  test('of a session that had ended forgets the balance even if the proxy is down', async () => {
    await signIn();
    env.routes[INFO] = () => errorReply('reauth_required');
    await env.run('refresh');
    delete env.routes[LOGOUT];
    await env.run('sign_out');
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_out' });
  });

  test.each([false, true])(
    'is not undone by the late answer to a refresh that began before (%s)',
    async (deaf) => {
      await signIn();
      env.ignoresAbort = deaf;
      const late = deferredResponse();
      env.routes[INFO] = () => late.response;
      const refresh = env.run('refresh');
      await expect.poll(() => env.requests).toEqual([INFO]);
      await env.run('sign_out');
      late.respond(json(200, account()));
      await refresh;
      expect(await accountItem.get()).toMatchObject({ phase: 'signed_out' });
    },
  );

  test.each([false, true])(
    'is not undone by a refresh that began while it was under way (%s)',
    async (deaf) => {
      await signIn();
      env.ignoresAbort = deaf;
      const [bye, late] = [deferredResponse(), deferredResponse()];
      env.routes[LOGOUT] = () => bye.response;
      env.routes[INFO] = () => late.response;
      const signOut = env.run('sign_out');
      await expect.poll(() => env.requests).toEqual([LOGOUT]);
      const refresh = env.run('refresh');
      await expect.poll(() => env.requests).toEqual([LOGOUT, INFO]);
      bye.respond(new Response(null, { status: 204 }));
      await signOut;
      late.respond(json(200, account()));
      await refresh;
      expect(await accountItem.get()).toMatchObject({ phase: 'signed_out' });
    },
  );
});

test('a sign-out that failed is not covered up by a refresh that began before', async () => {
  await signIn();
  const late = deferredResponse();
  env.routes[INFO] = () => late.response;
  delete env.routes[LOGOUT];
  const refresh = env.run('refresh');
  await expect.poll(() => env.requests).toEqual([INFO]);
  await env.run('sign_out');
  late.respond(json(200, account()));
  await refresh;
  expect(await accountItem.get()).toMatchObject({ problem: { kind: 'sign_out_failed' } });
});

test.each(['popup_opened', 'alarm', 'permission'] as const)(
  'a sign-out that failed is not covered up by a look (%s) that nobody asked for and that fails too',
  async (reason) => {
    await signIn();
    delete env.routes[LOGOUT];
    delete env.routes[INFO];
    await env.run('sign_out');
    await env.background.refresher.refresh(reason);
    expect(await accountItem.get()).toMatchObject({ problem: { kind: 'sign_out_failed' } });
    await env.run('refresh');
    expect(await accountItem.get()).toMatchObject({ problem: { kind: 'unreachable' } });
  },
);

test('changes that come at once build on each other', async () => {
  const { store } = env.background;
  await Promise.all([
    store.change((state) => signInFailed(state, 'cancelled', NOON)),
    store.change((state) =>
      problemOccurred(state, { kind: 'unreachable', at: NOON, retryAt: null }),
    ),
  ]);
  expect(await accountItem.get()).toMatchObject({
    phase: 'signed_out',
    signInError: { kind: 'cancelled' },
    problem: { kind: 'unreachable' },
  });
});

describe('top up', () => {
  const tabs = async () => (await fakeBrowser.tabs.query({})).map(({ url }) => url);

  test('opens the page that the proxy names', async () => {
    await signIn();
    env.routes[TOP_UP] = () => json(200, { topup_url: 'https://platform.example/topup' });
    await env.run('top_up');
    expect(await tabs()).toContain('https://platform.example/topup');
    expect(await accountItem.get()).toMatchObject({ problem: null });
  });

  test.each([
    'http://platform.example/topup',
    'javascript:alert(1)',
    'https://user:secret@platform.example/',
    'data:text/html,hello',
    'not a url',
  ])('does not open %s', async (topup_url) => {
    await signIn();
    const before = await tabs();
    env.routes[TOP_UP] = () => json(200, { topup_url });
    await env.run('top_up');
    expect(await tabs()).toEqual(before);
    expect(await accountItem.get()).toMatchObject({ problem: { kind: 'platform_error' } });
  });

  test('that fails says why', async () => {
    await signIn();
    env.routes[TOP_UP] = () => errorReply('platform_unavailable');
    await env.run('top_up');
    const after = await accountItem.get();
    expect(after).toMatchObject({ account: account(), problem: { kind: 'platform_unavailable' } });
  });
});

describe('a platform error', () => {
  const fail = () => {
    env.routes[INFO] = () => errorReply('platform_error');
  };
  const look = () => env.run('refresh');
  const repeated = async () => (await accountItem.get()).problem?.repeated;

  test('counts as repeated from the second one in a row on, whatever asked for the balance', async () => {
    await signIn();
    fail();
    await look();
    expect(await repeated()).toBeUndefined();
    await env.restart().refresher.refresh('alarm');
    expect(await repeated()).toBe(true);
    await look();
    expect(await repeated()).toBe(true);
  });

  test('is a first one again after a balance, and after another problem', async () => {
    await signIn();
    for (const between of [() => json(200, account()), () => errorReply('platform_unavailable')]) {
      fail();
      await look();
      env.routes[INFO] = between;
      await look();
      fail();
      await look();
      expect(await repeated()).toBeUndefined();
      await signIn();
    }
  });
});

test('the headers are too large: the proxy says that of the cookies', async () => {
  env.routes[INFO] = () => errorReply('headers_too_large');
  await env.run('refresh');
  expect(await accountItem.get()).toMatchObject({ problem: { kind: 'too_many_cookies' } });
});
