import { beforeEach, describe, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { accountItem } from '../../../extension/storage/items.ts';
import {
  account,
  createTestEnvironment,
  errorReply,
  json,
  NOON,
  type TestEnvironment,
} from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';

const INFO = 'GET /api/user/info';

let env: TestEnvironment;

beforeEach(() => {
  resetBrowser();
  env = createTestEnvironment();
});

const badgeText = () => fakeBrowser.action.getBadgeText({});

describe('the alarms', () => {
  const MINUTE = 60_000;
  const signedIn = () => accountItem.set({ phase: 'signed_in', account: account(), problem: null });
  const alarm = (name: string) => fakeBrowser.alarms.get(name);
  const ring = (name: string) =>
    fakeBrowser.alarms.onAlarm.trigger({
      name,
      scheduledTime: env.now,
      persistAcrossSessions: true,
    });
  /** Minutes to the next look. */
  const nextLook = async () => {
    const next = await alarm('next-look');
    return next ? (next.scheduledTime - env.now) / MINUTE : null;
  };

  test('are left alone where they are set', async () => {
    await signedIn();
    listen(env.background);
    await expect.poll(nextLook).toBe(10);
    const net = await alarm('look-at-balance');
    env.now += 3 * MINUTE;
    await env.restart().scheduler.ensureScheduled();
    expect(await nextLook()).toBe(7);
    expect(await alarm('look-at-balance')).toBe(net);
  });

  test('of the version before give way', async () => {
    await fakeBrowser.alarms.create('look-at-balance', { periodInMinutes: 10 });
    await env.background.scheduler.ensureScheduled();
    expect(await alarm('look-at-balance')).toMatchObject({ periodInMinutes: 60 });
  });

  test('ask for the balance of whoever is signed in, and are set anew', async () => {
    await signedIn();
    env.routes[INFO] = () => json(200, account({ balance_formatted: '9.50' }));
    listen(env.background);
    await expect.poll(nextLook).toBe(10);
    env.now += 10 * MINUTE;
    await fakeBrowser.alarms.clear('next-look');
    await ring('next-look');
    await expect.poll(badgeText).toBe('9.5');
    await expect.poll(nextLook).toBe(10);
  });

  test('are set anew also where the look brought nothing', async () => {
    await signedIn();
    await env.background.refresher.refresh('click');
    expect(await accountItem.get()).toMatchObject({ phase: 'session_ended' });
    expect(await nextLook()).toBeNull();

    await signedIn();
    env.routes[INFO] = () => errorReply('platform_unavailable', { 'Retry-After': '1200' });
    await env.background.refresher.refresh('alarm');
    expect(await nextLook()).toBe(20.5);
    env.now += MINUTE;
    await env.background.refresher.refresh('alarm');
    expect(await nextLook()).toBe(19.5);
    expect(env.requests).toEqual([INFO, INFO]);
  });

  test('come sooner after use, and as the user has chosen', async () => {
    env.routes[INFO] = () => json(200, account());
    await env.run('popup_opened');
    expect(await nextLook()).toBe(1.5);
    env.now += 11 * MINUTE;
    await env.run({ type: 'set_preferences', changes: { minutes: 30 } });
    expect(await nextLook()).toBe(30);
    env.now += 3 * 24 * 60 * MINUTE;
    await env.background.refresher.refresh('alarm');
    expect(await nextLook()).toBe(120);
  });

  test('are none once nobody is signed in, but for the safety net', async () => {
    env.routes[INFO] = () => json(200, account());
    await env.run('refresh');
    await env.background.scheduler.ensureScheduled();
    expect(await nextLook()).toBe(1.5);
    await env.run('sign_out');
    expect((await fakeBrowser.alarms.getAll()).map(({ name }) => name)).toEqual([
      'look-at-balance',
    ]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['lost', () => fakeBrowser.alarms.clear('next-look')],
    ['missed', async () => fakeBrowser.alarms.create('next-look', { when: NOON - 2 * MINUTE })],
  ])('that were %s are brought back by the safety net', async (_, mishap) => {
    await signedIn();
    listen(env.background);
    await expect.poll(nextLook).toBe(10);
    await mishap();
    await ring('look-at-balance');
    await expect.poll(nextLook).toBe(10);
    expect(env.requests).toEqual([]);
  });

  test('of others mean nothing', async () => {
    await signedIn();
    listen(env.background);
    await expect.poll(nextLook).toBe(10);
    await ring('another');
    await env.run('refresh');
    expect(env.requests).toEqual([INFO]);
  });
});

describe('a browser that is offline', () => {
  beforeEach(async () => {
    await accountItem.set({ phase: 'signed_in', account: account(), problem: null });
    env.routes[INFO] = () => json(200, account({ balance_formatted: '9.50' }));
    env.isOnline = false;
  });

  test('shows the last balance with its age at start, and is not bothered', async () => {
    env.now += 3_600_000;
    listen(env.background);
    await fakeBrowser.runtime.onStartup.trigger();
    await expect.poll(badgeText).toBe('750');
    expect(await fakeBrowser.action.getTitle({})).toMatch(/750\.00 \(as of \d\d:\d\d\)/u);
    await expect.poll(() => fakeBrowser.alarms.get('next-look')).toBeDefined();
    expect(env.requests).toEqual([]);
    expect(await accountItem.get()).toMatchObject({ problem: null });
  });

  test('is asked again as soon as it is online', async () => {
    const network = new EventTarget();
    listen(env.background, network);
    await env.background.refresher.refresh('alarm');
    expect(env.requests).toEqual([]);
    env.isOnline = true;
    network.dispatchEvent(new Event('online'));
    await expect.poll(badgeText).toBe('9.5');
  });

  test('still does what a click wants', async () => {
    await env.run('refresh');
    expect(await badgeText()).toBe('9.5');
  });
});
