import { beforeEach, describe, expect, test } from 'vitest';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { badgeText, tooltipText } from '../../support/extension/browser.ts';
import { account, errorReply, INFO, json } from '../../support/extension/fixtures.ts';
import { signedIn, withProblem } from '../../support/extension/states.ts';
import { accountItem } from '../../support/extension/stored-items.ts';

setUpEnvironment();

beforeEach(async () => {
  await env.fetchAccount();
  env.requests.length = 0;
});

const newAccount = { balance_formatted: '770.00' };

test('shows balance and time in state, badge and tooltip', async () => {
  expect(await accountItem.get()).toEqual(signedIn());
  expect(await badgeText()).toBe('750');
  expect(await tooltipText()).toMatch(/^Balance Companion\n750\.00 \(as of \d\d:\d\d\)$/u);
});

test('keeps the last balance after a failure, until the next success', async () => {
  await env.fetchError('platform_timeout');
  expect(await accountItem.get()).toEqual(withProblem(signedIn(), 'platform_timeout'));
  expect(await badgeText()).toBe('750');
  await env.fetchAccount();
  await env.expectState({ problem: null });
});

test.each(['reauth_required', 'not_authenticated'] as const)(
  'ends the session and keeps the balance after %s',
  async (code) => {
    await env.fetchError(code);
    await env.expectState({ phase: 'session_ended', account: account() });
    expect(await badgeText()).toBe('!');
  },
);

test('sends no request without the host permission', async () => {
  env.permissions.granted.clear();
  await env.run('refresh');
  expect(env.requests).toEqual([]);
  await env.expectState({ problem: { kind: 'permission_missing' } });
});

test('waits for the end of a cooldown in the background, and not after a click', async () => {
  await env.fetchError('rate_limited', 'click', '60');
  await env.run('popup_opened');
  expect(env.requests).toEqual([INFO]);
  await env.run('refresh');
  expect(env.requests).toEqual([INFO, INFO]);
  env.now += 60_000;
  await env.run('popup_opened');
  expect(env.requests).toEqual([INFO, INFO, INFO]);
});

describe('a request in flight', () => {
  test('is shared in the background', async () => {
    const respond = env.defer(INFO);
    const both = Promise.all([env.run('popup_opened'), env.run('popup_opened')]);
    respond(json(200, account()));
    await both;
    expect(env.requests).toEqual([INFO]);
  });

  test('is not enough for a click', async () => {
    const finish = await env.startRefresh('popup_opened');
    await env.fetchAccount(newAccount);
    await finish();
    await env.expectState({ account: newAccount });
  });

  test('is not enough for a click if its response waits to be recorded', async () => {
    const { promise, resolve: record } = Promise.withResolvers<void>();
    const recording = env.account.store.runExclusive(() => promise);
    const early = json(200, account());
    env.routes[INFO] = () => early;
    const first = env.run('refresh');
    await expect.poll(() => early.bodyUsed).toBe(true);
    const second = env.fetchAccount(newAccount);
    await expect.poll(() => env.requests).toEqual([INFO, INFO]);
    record();
    await Promise.all([recording, first, second]);
    await env.expectState({ account: newAccount });
  });

  test('is enough in the background while its response waits to be recorded', async () => {
    const { promise, resolve: record } = Promise.withResolvers<void>();
    const recording = env.account.store.runExclusive(() => promise);
    const early = errorReply('not_authenticated');
    env.routes[INFO] = () => early;
    const opened = env.run('popup_opened');
    await expect.poll(() => early.bodyUsed).toBe(true);
    const alarm = env.account.refresher.refresh('alarm');
    record();
    await Promise.all([recording, opened, alarm]);
    expect(env.requests).toEqual([INFO]);
  });

  test('is not enough once a permission was withdrawn', async () => {
    const finish = await env.startRefresh();
    env.permissions.granted.clear();
    const changed = env.account.refresher.refresh('permission');
    await Promise.all([finish(), changed]);
    await env.expectState({ problem: { kind: 'permission_missing' } });
  });
});

test('a problem counts as repeated from the second time on, until there is another one', async () => {
  const isRepeated = async () => (await accountItem.get()).problem?.repeated;
  await env.fetchError('platform_error');
  expect(await isRepeated()).toBeUndefined();
  env.restart();
  await env.account.refresher.refresh('alarm');
  expect(await isRepeated()).toBe(true);
  await env.fetchError('platform_unavailable');
  await env.fetchError('platform_error');
  expect(await isRepeated()).toBeUndefined();
});

test('a problem with the headers is one with the cookies', async () => {
  await env.fetchError('headers_too_large');
  await env.expectState({ problem: { kind: 'too_many_cookies' } });
});
