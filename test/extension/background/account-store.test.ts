import { beforeEach, describe, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { problemOccurred, signInFailed } from '../../../extension/domain/account-transitions.ts';
import { accountItem } from '../../../extension/storage/items.ts';
import {
  account,
  createScene,
  errorReply,
  json,
  later,
  NOON,
  type Scene,
} from '../../support/extension/background-environment.ts';
import { type BrowserLog, resetBrowser } from '../../support/extension/browser.ts';

const INFO = 'GET /api/user/info';
const LOGOUT = 'POST /auth/logout';
const TOP_UP = 'GET /api/user/topup';

let log: BrowserLog;
let scene: Scene;

beforeEach(() => {
  log = resetBrowser();
  scene = createScene();
});

async function signIn(): Promise<void> {
  scene.routes[INFO] = () => json(200, account());
  await scene.companion.carryOut({ type: 'refresh' });
  scene.calls.length = 0;
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
    scene.routes[INFO] = () => errorReply('platform_timeout');
    await scene.companion.carryOut({ type: 'refresh' });
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
      scene.routes[INFO] = () => errorReply(code);
      await scene.companion.carryOut({ type: 'refresh' });
      expect(await accountItem.get()).toMatchObject({ phase: 'session_ended', account: account() });
      expect(await badgeText()).toBe('!');
    },
  );

  test('asks nobody where the browser does not allow it', async () => {
    log.granted.clear();
    await scene.companion.carryOut({ type: 'refresh' });
    expect(scene.calls).toEqual([]);
    expect(await accountItem.get()).toMatchObject({ problem: { kind: 'permission_missing' } });
  });

  test('in passing keeps the pause that the proxy asked for, a click does not', async () => {
    scene.routes[INFO] = () => errorReply('rate_limited', { 'Retry-After': '60' });
    await scene.companion.carryOut({ type: 'refresh' });
    await scene.companion.carryOut({ type: 'popup_opened' });
    expect(scene.calls).toEqual([INFO]);
    await scene.companion.carryOut({ type: 'refresh' });
    expect(scene.calls).toEqual([INFO, INFO]);
    scene.clock.now += 60_000;
    await scene.companion.carryOut({ type: 'popup_opened' });
    expect(scene.calls).toEqual([INFO, INFO, INFO]);
  });

  test('in passing shares the request under way', async () => {
    const first = later();
    scene.routes[INFO] = () => first.reply;
    const both = Promise.all([
      scene.companion.carryOut({ type: 'popup_opened' }),
      scene.companion.carryOut({ type: 'popup_opened' }),
    ]);
    first.answer(json(200, account()));
    await both;
    expect(scene.calls).toEqual([INFO]);
  });

  test('by click does not make do with an answer from before the click', async () => {
    const early = later();
    scene.routes[INFO] = () => early.reply;
    const passing = scene.companion.asking.refresh('passing');
    await expect.poll(() => scene.calls).toEqual([INFO]);
    scene.routes[INFO] = () => json(200, account({ balance_formatted: '770.00' }));
    await scene.companion.carryOut({ type: 'refresh' });
    early.answer(json(200, account()));
    await passing;
    expect(await accountItem.get()).toMatchObject({ account: { balance_formatted: '770.00' } });
  });

  test('by click does not make do with an answer that has come and is yet to be written', async () => {
    const { promise: busy, resolve: written } = Promise.withResolvers<void>();
    const writing = scene.companion.keeper.whileSteady(() => busy);
    const early = json(200, account());
    scene.routes[INFO] = () => early;
    const first = scene.companion.carryOut({ type: 'refresh' });
    await expect.poll(() => early.bodyUsed).toBe(true);
    scene.routes[INFO] = () => json(200, account({ balance_formatted: '770.00' }));
    const second = scene.companion.carryOut({ type: 'refresh' });
    await expect.poll(() => scene.calls).toEqual([INFO, INFO]);
    written();
    await Promise.all([writing, first, second]);
    expect(await accountItem.get()).toMatchObject({ account: { balance_formatted: '770.00' } });
  });

  test('after a permission was taken back does not make do with an answer from before', async () => {
    const early = later();
    scene.routes[INFO] = () => early.reply;
    const clicked = scene.companion.asking.refresh('click');
    await expect.poll(() => scene.calls).toEqual([INFO]);
    log.granted.clear();
    const changed = scene.companion.asking.refresh('permission');
    early.answer(json(200, account()));
    await Promise.all([clicked, changed]);
    expect(await accountItem.get()).toMatchObject({ problem: { kind: 'permission_missing' } });
  });
});

describe('sign out', () => {
  test('removes the account and its balance', async () => {
    await signIn();
    await scene.companion.carryOut({ type: 'sign_out' });
    expect(scene.calls).toEqual([LOGOUT]);
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
    scene.routes[LOGOUT] = () => errorReply('store_unavailable');
    await scene.companion.carryOut({ type: 'sign_out' });
    const stuck = { account: account(), problem: { kind: 'sign_out_failed' } };
    expect(await accountItem.get()).toMatchObject(stuck);
    await scene.companion.carryOut({ type: 'popup_opened' });
    expect(await accountItem.get()).toMatchObject(stuck);
    scene.routes[LOGOUT] = () => new Response(null, { status: 204 });
    await scene.companion.carryOut({ type: 'sign_out' });
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_out', problem: null });
  });

  test('that the proxy does not take from this extension says so, and stays as one that failed', async () => {
    await signIn();
    scene.routes[LOGOUT] = () => errorReply('forbidden');
    await scene.companion.carryOut({ type: 'sign_out' });
    const stuck = { account: account(), problem: { kind: 'sign_out_refused' } };
    expect(await accountItem.get()).toMatchObject(stuck);
    await scene.companion.carryOut({ type: 'popup_opened' });
    expect(await accountItem.get()).toMatchObject(stuck);
  });

  test('of a session that had ended forgets the balance even if the proxy is down', async () => {
    await signIn();
    scene.routes[INFO] = () => errorReply('reauth_required');
    await scene.companion.carryOut({ type: 'refresh' });
    delete scene.routes[LOGOUT];
    await scene.companion.carryOut({ type: 'sign_out' });
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_out' });
  });

  test.each([false, true])(
    'is not undone by the late answer to a refresh that began before (%s)',
    async (deaf) => {
      await signIn();
      scene.network.deaf = deaf;
      const late = later();
      scene.routes[INFO] = () => late.reply;
      const refresh = scene.companion.carryOut({ type: 'refresh' });
      await expect.poll(() => scene.calls).toEqual([INFO]);
      await scene.companion.carryOut({ type: 'sign_out' });
      late.answer(json(200, account()));
      await refresh;
      expect(await accountItem.get()).toMatchObject({ phase: 'signed_out' });
    },
  );

  test.each([false, true])(
    'is not undone by a refresh that began while it was under way (%s)',
    async (deaf) => {
      await signIn();
      scene.network.deaf = deaf;
      const [bye, late] = [later(), later()];
      scene.routes[LOGOUT] = () => bye.reply;
      scene.routes[INFO] = () => late.reply;
      const signOut = scene.companion.carryOut({ type: 'sign_out' });
      await expect.poll(() => scene.calls).toEqual([LOGOUT]);
      const refresh = scene.companion.carryOut({ type: 'refresh' });
      await expect.poll(() => scene.calls).toEqual([LOGOUT, INFO]);
      bye.answer(new Response(null, { status: 204 }));
      await signOut;
      late.answer(json(200, account()));
      await refresh;
      expect(await accountItem.get()).toMatchObject({ phase: 'signed_out' });
    },
  );
});

test('a sign-out that failed is not covered up by a refresh that began before', async () => {
  await signIn();
  const late = later();
  scene.routes[INFO] = () => late.reply;
  delete scene.routes[LOGOUT];
  const refresh = scene.companion.carryOut({ type: 'refresh' });
  await expect.poll(() => scene.calls).toEqual([INFO]);
  await scene.companion.carryOut({ type: 'sign_out' });
  late.answer(json(200, account()));
  await refresh;
  expect(await accountItem.get()).toMatchObject({ problem: { kind: 'sign_out_failed' } });
});

test.each(['passing', 'alarm', 'permission'] as const)(
  'a sign-out that failed is not covered up by a look (%s) that nobody asked for and that fails too',
  async (reason) => {
    await signIn();
    delete scene.routes[LOGOUT];
    delete scene.routes[INFO];
    await scene.companion.carryOut({ type: 'sign_out' });
    await scene.companion.asking.refresh(reason);
    expect(await accountItem.get()).toMatchObject({ problem: { kind: 'sign_out_failed' } });
    await scene.companion.carryOut({ type: 'refresh' });
    expect(await accountItem.get()).toMatchObject({ problem: { kind: 'unreachable' } });
  },
);

test('changes that come at once build on each other', async () => {
  const { keeper } = scene.companion;
  await Promise.all([
    keeper.change((state) => signInFailed(state, 'cancelled', NOON)),
    keeper.change((state) =>
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
    scene.routes[TOP_UP] = () => json(200, { topup_url: 'https://platform.example/topup' });
    await scene.companion.carryOut({ type: 'top_up' });
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
    scene.routes[TOP_UP] = () => json(200, { topup_url });
    await scene.companion.carryOut({ type: 'top_up' });
    expect(await tabs()).toEqual(before);
    expect(await accountItem.get()).toMatchObject({ problem: { kind: 'platform_error' } });
  });

  test('that fails says why', async () => {
    await signIn();
    scene.routes[TOP_UP] = () => errorReply('platform_unavailable');
    await scene.companion.carryOut({ type: 'top_up' });
    const after = await accountItem.get();
    expect(after).toMatchObject({ account: account(), problem: { kind: 'platform_unavailable' } });
  });
});

describe('a platform error', () => {
  const fail = () => {
    scene.routes[INFO] = () => errorReply('platform_error');
  };
  const look = () => scene.companion.carryOut({ type: 'refresh' });
  const repeated = async () => (await accountItem.get()).problem?.repeated;

  test('counts as repeated from the second one in a row on, whatever asked for the balance', async () => {
    await signIn();
    fail();
    await look();
    expect(await repeated()).toBeUndefined();
    await scene.restart().asking.refresh('alarm');
    expect(await repeated()).toBe(true);
    await look();
    expect(await repeated()).toBe(true);
  });

  test('is a first one again after a balance, and after another problem', async () => {
    await signIn();
    for (const between of [() => json(200, account()), () => errorReply('platform_unavailable')]) {
      fail();
      await look();
      scene.routes[INFO] = between;
      await look();
      fail();
      await look();
      expect(await repeated()).toBeUndefined();
      await signIn();
    }
  });
});

test('the headers are too large: the proxy says that of the cookies', async () => {
  scene.routes[INFO] = () => errorReply('headers_too_large');
  await scene.companion.carryOut({ type: 'refresh' });
  expect(await accountItem.get()).toMatchObject({ problem: { kind: 'too_many_cookies' } });
});
