import { beforeEach, describe, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { badgeText, ringAlarm, tooltipText } from '../../support/extension/browser.ts';
import { INFO, MINUTE, NOON } from '../../support/extension/fixtures.ts';
import { signedIn } from '../../support/extension/states.ts';
import { accountItem } from '../../support/extension/stored-items.ts';

const signIn = () => accountItem.set(signedIn());

setUpEnvironment();

beforeEach(async () => {
  await signIn();
  env.respondWith({ balance_formatted: '9.50' });
});

const hourly = () => fakeBrowser.alarms.get('look-at-balance');
const refresh = (trigger: 'click' | 'alarm') => env.account.refresher.refresh(trigger);

/** Starts the worker and waits until it has scheduled the next refresh. */
async function start(): Promise<void> {
  listen(env.background);
  await expect.poll(() => env.minutesToRefresh()).toBe(10);
}

describe('the alarms', () => {
  test('stay as they are if they are set', async () => {
    await start();
    const before = await hourly();
    env.now += 3 * MINUTE;
    await env.restart().scheduler.ensureScheduled();
    expect(await env.minutesToRefresh()).toBe(7);
    expect(await hourly()).toBe(before);
  });

  test('replace the one of version 0.1.0', async () => {
    await fakeBrowser.alarms.create('look-at-balance', { periodInMinutes: 10 });
    await env.background.scheduler.ensureScheduled();
    expect(await hourly()).toMatchObject({ periodInMinutes: 60 });
  });

  test('repeat, so that a failed refresh is not the last', async () => {
    await env.background.scheduler.reschedule();
    expect(await fakeBrowser.alarms.get('next-look')).toMatchObject({ periodInMinutes: 10 });
  });

  test('refresh the balance, and are set again', async () => {
    await start();
    env.now += 10 * MINUTE;
    await fakeBrowser.alarms.clear('next-look');
    await ringAlarm('next-look', env.now);
    await expect.poll(badgeText).toBe('9.5');
    await expect.poll(() => env.minutesToRefresh()).toBe(10);
  });

  test('are cleared once the session has ended, and wait for the end of a cooldown', async () => {
    await env.fetchError('not_authenticated');
    await env.expectState({ phase: 'session_ended' });
    expect(await env.minutesToRefresh()).toBeNull();

    await signIn();
    await env.fetchError('platform_unavailable', 'alarm', '1200');
    expect(await env.minutesToRefresh()).toBe(20.5);
    env.now += MINUTE;
    await refresh('alarm');
    expect(await env.minutesToRefresh()).toBe(19.5);
    expect(env.requests).toEqual([INFO, INFO]);
  });

  test('depend on the last use and on the preferences', async () => {
    await env.run('popup_opened');
    expect(await env.minutesToRefresh()).toBe(1.5);
    env.now += 11 * MINUTE;
    await env.run({ type: 'set_preferences', changes: { minutes: 30 } });
    expect(await env.minutesToRefresh()).toBe(30);
    env.now += 3 * 24 * 60 * MINUTE;
    await refresh('alarm');
    expect(await env.minutesToRefresh()).toBe(120);
  });

  test('are only the hourly one after a sign-out', async () => {
    await env.run('refresh');
    expect(await env.minutesToRefresh()).toBe(1.5);
    await env.run('sign_out');
    const names = (await fakeBrowser.alarms.getAll()).map(({ name }) => name);
    expect(names).toEqual(['look-at-balance']);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['lost', () => fakeBrowser.alarms.clear('next-look')],
    ['missed', async () => fakeBrowser.alarms.create('next-look', { when: NOON - 2 * MINUTE })],
  ])('that are %s are set again within the hour', async (_, lose) => {
    await start();
    await lose();
    await ringAlarm('look-at-balance', env.now);
    await expect.poll(() => env.minutesToRefresh()).toBe(10);
    expect(env.requests).toEqual([]);
  });

  test('with other names are ignored', async () => {
    await start();
    await ringAlarm('another', env.now);
    await env.run('refresh');
    expect(env.requests).toEqual([INFO]);
  });
});

describe('a browser that is offline', () => {
  beforeEach(() => {
    env.isOnline = false;
  });

  test('shows the last balance with its age at start, and sends no request', async () => {
    env.now += 60 * MINUTE;
    await start();
    await fakeBrowser.runtime.onStartup.trigger();
    await expect.poll(badgeText).toBe('750');
    expect(await tooltipText()).toMatch(/750\.00 \(as of \d\d:\d\d\)/u);
    expect(env.requests).toEqual([]);
    await env.expectState({ problem: null });
  });

  test('refreshes as soon as it is online', async () => {
    const network = new EventTarget();
    listen(env.background, network);
    await refresh('alarm');
    expect(env.requests).toEqual([]);
    env.isOnline = true;
    network.dispatchEvent(new Event('online'));
    await expect.poll(badgeText).toBe('9.5');
  });

  test('refreshes after a click', async () => {
    await env.run('refresh');
    expect(await badgeText()).toBe('9.5');
  });
});
