import { describe, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { accountStatus } from '../../../extension/domain/account-status.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { creditShown } from '../../../extension/domain/top-up.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { tooltipText } from '../../support/extension/browser.ts';
import { account, errorReply, INFO, json, MINUTE, NOON } from '../../support/extension/fixtures.ts';
import { accountItem, historyItem, topUpItem } from '../../support/extension/stored-items.ts';

const HOUR = 60 * MINUTE;

setUpEnvironment();

/** Lets the proxy respond with this balance. Its clock is ahead of the browser's by `offsetMs`. */
function respondWith(balance_formatted: string, offsetMs = 0, headers: object = {}): void {
  env.routes[INFO] = () => {
    const now = env.now + offsetMs;
    const body = account({ balance_formatted, as_of: Math.floor(now / 1000) });
    return json(200, body, { Date: new Date(now).toUTCString(), ...headers });
  };
}

const status = async () => accountStatus(await accountItem.get(), DEFAULT_PREFERENCES, env.now);

test('after a clock that was hours ahead is set right, no refresh waits and no time lies in the future', async () => {
  respondWith('750.00');
  await env.run('refresh');
  env.now += 8 * HOUR;
  respondWith('740.00', -8 * HOUR);
  await env.run('refresh');
  await env.fetchError('rate_limited', 'click', '1800');
  env.now -= 8 * HOUR - 10 * MINUTE;
  expect(await status()).toMatchObject({ kind: 'rate_limited', retryAt: null });
  await env.run({ type: 'set_preferences', changes: {} });
  expect(await tooltipText()).toContain('740.00 (as of an unknown time)');
  respondWith('730.00');
  env.requests.length = 0;
  await env.run('popup_opened');
  expect(env.requests).toEqual([INFO]);
  expect(await status()).toMatchObject({ kind: 'fresh' });
});

test('a clock that is set back by days while a response is read does not move the history', async () => {
  respondWith('750.00');
  await env.run('refresh');
  env.now += 10 * MINUTE;
  respondWith('740.00');
  const { headers, body } = (await env.routes[INFO]?.()) ?? new Response();
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

test('data of version 0.1.0 with times in the future is corrected at the next start', async () => {
  const future = NOON + 8 * HOUR;
  await fakeBrowser.storage.local.set({
    account: {
      phase: 'signed_in',
      account: account({ as_of: future / 1000 }),
      trouble: { kind: 'rate_limited', at: future, retryAt: future + HOUR },
    },
    activity: { usedAt: future },
    topUp: { openedAt: future, tabId: 5, before: 700, rise: { text: '+50.00', at: future } },
    history: {
      owner: 'number 12345',
      samples: [
        [NOON / MINUTE - 60, 760, 240_000],
        [future / MINUTE, 750, 250_000],
      ],
    },
  });
  await fakeBrowser.alarms.create('next-look', { when: future + 10 * MINUTE });
  await fakeBrowser.alarms.create('look-at-balance', { when: future, periodInMinutes: 60 });
  respondWith('740.00');
  listen(env.background);
  await expect.poll(status).toMatchObject({ kind: 'fresh' });
  await expect.poll(() => env.minutesToRefresh()).toBeLessThanOrEqual(11);
  const hourly = await fakeBrowser.alarms.get('look-at-balance');
  expect(hourly?.scheduledTime).toBe(env.now + HOUR);
  const samples = (await historyItem.get())?.samples ?? [];
  expect(samples[0]?.slice(0, 2)).toEqual([NOON / MINUTE - 60, 760]);
  expect(samples.at(-1)?.slice(0, 2)).toEqual([NOON / MINUTE, 740]);
  expect(creditShown(await topUpItem.get(), env.now)).toBeNull();
});

describe("a proxy's clock", () => {
  test.each([-2 * HOUR, -10 * 365 * 24 * HOUR, 2 * HOUR])(
    'that is %d ms off makes no balance old, changed or unchanged',
    async (offsetMs) => {
      respondWith('750.00', offsetMs, { ETag: '"a"' });
      await env.run('refresh');
      expect(await status()).toMatchObject({ kind: 'fresh' });

      const refreshUnchanged = (headers: object = {}) => {
        env.now += 20 * MINUTE;
        const date = new Date(env.now + offsetMs).toUTCString();
        env.routes[INFO] = () =>
          new Response(null, { status: 304, headers: { Date: date, ...headers } });
        return env.account.refresher.refresh('alarm');
      };
      await refreshUnchanged();
      expect(await status()).toMatchObject({ kind: 'fresh' });
      await refreshUnchanged({ Age: '300' });
      const as_of = (env.now - 5 * MINUTE) / 1000;
      expect(await status()).toMatchObject({ kind: 'stale', account: { as_of } });
    },
  );

  test('is what a date in Retry-After is counted from', async () => {
    const offsetMs = -3 * HOUR;
    env.routes[INFO] = () =>
      errorReply('rate_limited', {
        Date: new Date(env.now + offsetMs).toUTCString(),
        'Retry-After': new Date(env.now + offsetMs + 5 * MINUTE).toUTCString(),
      });
    await env.run('refresh');
    expect(await status()).toMatchObject({ retryAt: NOON + 5 * MINUTE });
  });
});
