import { beforeEach, describe, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { accountStatus } from '../../../extension/domain/account-status.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { creditShown } from '../../../extension/domain/top-up.ts';
import { accountItem, historyItem, topUpItem } from '../../../extension/storage/items.ts';
import {
  account,
  env,
  errorReply,
  json,
  NOON,
  setUpEnvironment,
} from '../../support/extension/background-environment.ts';

const INFO = 'GET /api/user/info';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

setUpEnvironment();

/** A reply of the proxy as its clock has it, which is `offMs` ahead of the browser's. */
function replyAt(offMs: number, balance: string, headers: Record<string, string> = {}): Response {
  const now = env.now + offMs;
  return json(200, account({ balance_formatted: balance, as_of: Math.floor(now / 1000) }), {
    Date: new Date(now).toUTCString(),
    ...headers,
  });
}

const situation = async () =>
  accountStatus(await accountItem.get(), DEFAULT_PREFERENCES, false, env.now);
const minutesToNextLook = async () => {
  const alarm = await fakeBrowser.alarms.get('next-look');
  return alarm && (alarm.scheduledTime - env.now) / MINUTE;
};

describe('a clock that ran eight hours ahead and is right again', () => {
  beforeEach(async () => {
    env.routes[INFO] = () => replyAt(0, '750.00');
    await env.run('refresh');
    env.now += 8 * HOUR;
    env.routes[INFO] = () => replyAt(-8 * HOUR, '740.00');
    await env.run('refresh');
    env.routes[INFO] = () => errorReply('rate_limited', { 'Retry-After': '1800' });
    await env.run('refresh');
    env.now -= 8 * HOUR - 10 * MINUTE;
    env.routes[INFO] = () => replyAt(0, '730.00');
    env.requests.length = 0;
  });

  test('keeps no request back and shows no time of the future', async () => {
    expect(await situation()).toMatchObject({ kind: 'rate_limited', retryAt: null });
    await env.run({ type: 'set_preferences', changes: {} });
    expect(await fakeBrowser.action.getTitle({})).toContain('740.00 (as of an unknown time)');
    await env.run('popup_opened');
    expect(env.requests).toEqual([INFO]);
    expect(await situation()).toMatchObject({ kind: 'fresh' });
  });

  test('gets its alarms back at the next start of the worker', async () => {
    expect(await minutesToNextLook()).toBeGreaterThan(7 * 60);
    await fakeBrowser.alarms.create('look-at-balance', {
      when: env.now + 8 * HOUR,
      periodInMinutes: 60,
    });
    await env.restart().scheduler.ensureScheduled();
    expect(await minutesToNextLook()).toBeLessThanOrEqual(11);
    const net = await fakeBrowser.alarms.get('look-at-balance');
    expect(net?.scheduledTime).toBe(env.now + HOUR);
  });

  test('goes on with the history', async () => {
    await env.background.refresher.refresh('alarm');
    const samples = (await historyItem.get())?.samples.map(([minute, balance]) => [
      minute - NOON / MINUTE,
      balance,
    ]);
    expect(samples).toEqual([
      [0, 750],
      [10, 730],
    ]);
  });
});

test('a clock that is set back by days while a response is read does not move the history', async () => {
  env.routes[INFO] = () => replyAt(0, '750.00');
  await env.run('refresh');
  env.now += 10 * MINUTE;
  const { headers, body } = replyAt(0, '740.00');
  const setBack = new TransformStream({
    flush: () => {
      env.now -= 72 * HOUR;
    },
  });
  env.routes[INFO] = () => new Response(body?.pipeThrough(setBack), { status: 200, headers });
  await env.run('refresh');
  const samples = (await historyItem.get())?.samples ?? [];
  expect(samples[0]?.slice(0, 2)).toEqual([NOON / MINUTE, 750]);
});

test('data of version 0.1.0 with times that have not come yet is put right at the next start', async () => {
  const ahead = NOON + 8 * HOUR;
  await fakeBrowser.storage.local.set({
    account: {
      phase: 'signed_in',
      account: account({ as_of: ahead / 1000 }),
      trouble: { kind: 'rate_limited', at: ahead, retryAt: ahead + HOUR },
    },
    activity: { usedAt: ahead },
    topUp: { openedAt: ahead, tabId: 5, before: 700, rise: { text: '+50.00', at: ahead } },
    history: {
      owner: 'number 12345',
      samples: [
        [NOON / MINUTE - 60, 760, 240_000],
        [ahead / MINUTE, 750, 250_000],
      ],
    },
  });
  await fakeBrowser.alarms.create('next-look', { when: ahead + 10 * MINUTE });
  await fakeBrowser.alarms.create('look-at-balance', { when: ahead, periodInMinutes: 60 });
  env.routes[INFO] = () => replyAt(0, '740.00');
  listen(env.background);
  await expect.poll(situation).toMatchObject({ kind: 'fresh' });
  await expect.poll(minutesToNextLook).toBeLessThanOrEqual(11);
  const net = await fakeBrowser.alarms.get('look-at-balance');
  expect(net?.scheduledTime).toBe(env.now + HOUR);
  const samples = (await historyItem.get())?.samples ?? [];
  expect(samples[0]?.slice(0, 2)).toEqual([NOON / MINUTE - 60, 760]);
  expect(samples.at(-1)?.slice(0, 2)).toEqual([NOON / MINUTE, 740]);
  expect(creditShown(await topUpItem.get(), env.now)).toBeNull();
});

describe("a proxy's clock", () => {
  test.each([-2 * HOUR, -10 * 365 * 24 * HOUR, 2 * HOUR])(
    'that is %d ms off makes no balance old, changed or unchanged',
    async (off) => {
      env.routes[INFO] = () => replyAt(off, '750.00', { ETag: '"a"' });
      await env.run('refresh');
      expect(await situation()).toMatchObject({ kind: 'fresh' });

      env.now += 20 * MINUTE;
      const date = () => new Date(env.now + off).toUTCString();
      env.routes[INFO] = () => new Response(null, { status: 304, headers: { Date: date() } });
      await env.background.refresher.refresh('alarm');
      expect(await situation()).toMatchObject({ kind: 'fresh' });

      env.now += 20 * MINUTE;
      const headers = () => ({ Date: date(), Age: '300' });
      env.routes[INFO] = () => new Response(null, { status: 304, headers: headers() });
      await env.background.refresher.refresh('alarm');
      const as_of = (env.now - 5 * MINUTE) / 1000;
      expect(await situation()).toMatchObject({ kind: 'stale', account: { as_of } });
    },
  );

  test('is what a date in Retry-After is counted from', async () => {
    const off = -3 * HOUR;
    env.routes[INFO] = () =>
      errorReply('rate_limited', {
        Date: new Date(env.now + off).toUTCString(),
        'Retry-After': new Date(env.now + off + 5 * MINUTE).toUTCString(),
      });
    await env.run('refresh');
    expect(await situation()).toMatchObject({ retryAt: NOON + 5 * MINUTE });
  });
});
