import { beforeEach, describe, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { accountItems } from '../../../extension/storage/items.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { ringAlarm } from '../../support/extension/browser.ts';
import { errorReply, json, MINUTE } from '../../support/extension/fixtures.ts';
import {
  infoOf,
  OTHER_PROXY,
  respondToAccounts,
  storeAccounts,
  user,
} from '../../support/extension/several-accounts.ts';

const HOUR = 60 * MINUTE;

setUpEnvironment();

beforeEach(() => respondToAccounts(env, 10));

const dueIn = async (id: number) =>
  (((await accountItems(id).refreshAt.get()) ?? Number.NaN) - env.now) / MINUTE;

/** Lets the refresh alarm ring at its time. */
async function ring(): Promise<void> {
  const alarm = await fakeBrowser.alarms.get('next-look');
  if (!alarm) throw new Error('No refresh is scheduled.');
  env.now = alarm.scheduledTime;
  await env.background.scheduler.refreshDue();
}

describe('one alarm', () => {
  test('refreshes each account when it is due', async () => {
    await storeAccounts({}, {});
    await env.background.wakeUp();
    env.now += 4 * MINUTE;
    await env.background.accountOf(1).refresher.refresh('click');
    env.requests.length = 0;
    await ring();
    expect(env.requests).toEqual([infoOf(0)]);
    expect([await dueIn(0), await dueIn(1)]).toEqual([10, 4]);
    await ring();
    expect(env.requests).toEqual([infoOf(0), infoOf(1)]);
  });

  test('starts with the active account, and spreads the others over seconds', async () => {
    await storeAccounts(...Array.from({ length: 10 }, () => ({})));
    await env.run({ type: 'switch_account', account: 7 });
    env.requests.length = 0;
    await env.background.scheduler.refreshNow();
    expect(env.requests[0]).toBe(infoOf(7));
    expect(new Set(env.requests).size).toBe(10);
    expect(env.sleeps.toSorted((a, b) => a - b)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((seconds) => seconds * 1_000),
    );
  });

  test('costs ten accounts ten requests per interval', async () => {
    await storeAccounts(...Array.from({ length: 10 }, () => ({})));
    await env.background.wakeUp();
    const end = env.now + 3 * HOUR;
    while (((await fakeBrowser.alarms.get('next-look'))?.scheduledTime ?? end) < end) await ring();
    expect(env.requests.length).toBeGreaterThanOrEqual(10 * 17);
    expect(env.requests.length).toBeLessThanOrEqual(10 * 18);
  });

  test('rings for the accounts that are left once one of them signs out', async () => {
    await storeAccounts({}, {});
    await env.background.wakeUp();
    await env.run({ type: 'sign_out', account: 0 });
    await ring();
    expect(env.requests.at(-1)).toBe(infoOf(1));
  });

  test('refreshes all accounts when the browser starts', async () => {
    await storeAccounts({}, {}, { address: OTHER_PROXY, slot: 0 });
    env.permissions.granted.add(`${OTHER_PROXY}/*`);
    listen(env.background);
    await fakeBrowser.runtime.onStartup.trigger();
    const wanted = [infoOf(0), infoOf(1), infoOf(0, OTHER_PROXY)];
    await expect.poll(() => env.requests.toSorted()).toEqual(wanted.toSorted());
  });

  test('that rings too early or under another name refreshes nothing', async () => {
    await storeAccounts({}, {});
    listen(env.background);
    await expect.poll(() => dueIn(1)).toBe(10);
    env.now += 9 * MINUTE;
    await ringAlarm('next-look', env.now);
    await ringAlarm('another', env.now);
    expect(env.requests).toEqual([]);
  });
});

describe('trouble with one account', () => {
  test('delays no other: not the time of its refresh, nor its request', async () => {
    await storeAccounts({}, {}, { address: OTHER_PROXY, slot: 0 });
    env.permissions.granted.add(`${OTHER_PROXY}/*`);
    env.routes[infoOf(0, OTHER_PROXY)] = () =>
      errorReply('rate_limited', { 'Retry-After': String(30 * 60) });
    const respond = env.defer(infoOf(1));
    const all = env.background.scheduler.refreshNow();
    await expect.poll(() => env.requests).toHaveLength(3);
    await expect.poll(() => dueIn(2)).toBe(30.5);
    await env.run({ type: 'refresh', account: 0 });
    expect(await dueIn(0)).toBe(1.5);
    respond(errorReply('platform_timeout'));
    await all;
    expect([await dueIn(0), await dueIn(1), await dueIn(2)]).toEqual([1.5, 10, 30.5]);
  });

  test('leaves room for the request that the user waits for', async () => {
    await storeAccounts({}, {}, {}, {});
    const respond = env.defer(infoOf(1));
    env.routes[infoOf(2)] = () => json(200, user(2));
    await env.run({ type: 'switch_account', account: 1 });
    const all = env.background.scheduler.refreshNow();
    await expect.poll(() => env.requests).toEqual([infoOf(1)]);
    await env.run({ type: 'refresh', account: 3 });
    expect(env.requests).toEqual([infoOf(1), infoOf(3)]);
    respond(json(200, user(1)));
    await all;
    expect(env.requests.slice(2)).toEqual([infoOf(0), infoOf(2)]);
  });
});

test('at most two requests to one proxy run at the same time', async () => {
  await storeAccounts({}, {}, {}, { address: OTHER_PROXY, slot: 0 });
  env.permissions.granted.add(`${OTHER_PROXY}/*`);
  const responses = [0, 1].map((slot) => env.defer(infoOf(slot)));
  const commands = [0, 1, 2, 3].map((account) => env.run({ type: 'refresh', account }));
  await expect
    .poll(() => env.requests.toSorted())
    .toEqual([infoOf(0), infoOf(1), infoOf(0, OTHER_PROXY)].toSorted());
  responses[0]?.(json(200, user(0)));
  await expect.poll(() => env.requests.at(-1)).toBe(infoOf(2));
  responses[1]?.(json(200, user(1)));
  await Promise.all(commands);
});
