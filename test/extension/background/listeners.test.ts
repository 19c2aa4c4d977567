import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { send } from '../../../extension/background/messages.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { accountItem, preferencesItem } from '../../../extension/storage/items.ts';
import {
  account,
  createScene,
  json,
  later,
  NOON,
  PROXY,
  type Scene,
} from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';

const INFO = 'GET /api/user/info';

let scene: Scene;

beforeEach(() => {
  resetBrowser();
  scene = createScene();
});

const badgeText = () => fakeBrowser.action.getBadgeText({});

describe('a worker that starts', () => {
  test('paints the badge from storage before anybody answers', async () => {
    await accountItem.set({ phase: 'signed_in', account: account(), problem: null });
    const never = later();
    scene.routes[INFO] = () => never.reply;
    listen(scene.companion);
    fakeBrowser.runtime.onStartup.trigger();
    await expect.poll(badgeText).toBe('750');
    expect((await accountItem.get()).problem).toBeNull();
  });

  test('paints nothing but the truth over garbage', async () => {
    await fakeBrowser.storage.local.set({ account: { phase: 'signed_in', account: 'x' } });
    await fakeBrowser.action.setBadgeText({ text: '999' });
    listen(scene.companion);
    await expect.poll(badgeText).toBe('');
  });

  test('hears everything at once', () => {
    listen(scene.companion);
    for (const event of [
      fakeBrowser.runtime.onMessage,
      fakeBrowser.runtime.onStartup,
      fakeBrowser.runtime.onInstalled,
      fakeBrowser.alarms.onAlarm,
      fakeBrowser.tabs.onUpdated,
      fakeBrowser.tabs.onRemoved,
      fakeBrowser.windows.onRemoved,
    ]) {
      expect(event.hasListeners()).toBe(true);
    }
  });
});

test('an unchanged account costs no more than its tag', async () => {
  scene.routes[INFO] = () => json(200, account(), { ETag: '"a"' });
  await scene.companion.carryOut({ type: 'refresh' });
  expect(scene.sent.headers.has('If-None-Match')).toBe(false);
  const before = await accountItem.get();
  expect(before).toMatchObject({ etag: '"a"' });

  scene.clock.now += 600_000;
  const date = new Date(NOON + 590_000).toUTCString();
  scene.routes[INFO] = () => new Response(null, { status: 304, headers: { Date: date } });
  await scene.restart().asking.refresh('alarm');
  expect(scene.sent.headers.get('If-None-Match')).toBe('"a"');
  expect(await accountItem.get()).toEqual({
    ...before,
    account: account({ as_of: NOON / 1000 + 590 }),
  });

  const ahead = new Date(NOON + 900_000).toUTCString();
  scene.routes[INFO] = () => new Response(null, { status: 304, headers: { Date: ahead } });
  await scene.companion.asking.refresh('alarm');
  expect(await accountItem.get()).toMatchObject({ account: { as_of: NOON / 1000 + 600 } });
});

test('what the user likes is painted at once, and again at the next start', async () => {
  await accountItem.set({ phase: 'signed_in', account: account(), problem: null });
  const choose = (changes: Partial<typeof DEFAULT_PREFERENCES>) =>
    scene.companion.carryOut({ type: 'set_preferences', changes });
  await choose({ hidden: true });
  expect(await badgeText()).toBe('•');
  expect(await fakeBrowser.action.getTitle({})).not.toContain('750');
  await fakeBrowser.action.setBadgeText({ text: '750' });
  listen(scene.restart());
  await expect.poll(badgeText).toBe('•');
  await choose({ hidden: false, badge: false });
  expect(await badgeText()).toBe('');
  expect(await fakeBrowser.action.getTitle({})).toContain('750.00');
  expect(await preferencesItem.get()).toEqual({ ...DEFAULT_PREFERENCES, badge: false });
});

describe('a command', () => {
  test('is carried out and answered', async () => {
    scene.routes[INFO] = () => json(200, account());
    listen(scene.companion);
    expect(await send({ type: 'refresh' })).toBeNull();
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
    expect(await send({ type: 'save_address', address: 'nonsense' })).toMatchObject({
      kind: 'refused',
      inUse: PROXY,
    });
  });

  test('that breaks down is not taken for done', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    scene.companion.carryOut = () => Promise.reject(new Error('no window'));
    listen(scene.companion);
    await expect(send({ type: 'sign_in' })).rejects.toThrow('sign_in');
  });

  test('that nobody knows is left alone', async () => {
    listen(scene.companion);
    for (const message of [
      null,
      'refresh',
      {},
      { type: 'delete_everything' },
      { type: 'save_address' },
    ]) {
      await fakeBrowser.runtime.sendMessage(message);
    }
    expect(scene.calls).toEqual([]);
  });
});

test('only tabs at the proxy are looked at', async () => {
  const shown: (string | undefined)[] = [];
  scene.companion.login.tabShows = async (_, url) => {
    shown.push(url);
  };
  listen(scene.companion);
  const tab = await fakeBrowser.tabs.create({ url: `${PROXY}/` });
  await fakeBrowser.tabs.onUpdated.trigger(
    1,
    { status: 'complete' },
    { ...tab, url: `${PROXY}/?a` },
  );
  await fakeBrowser.tabs.onUpdated.trigger(1, { url: `${PROXY}/?b` }, tab);
  const { url: _, ...hidden } = tab;
  await fakeBrowser.tabs.onUpdated.trigger(2, { status: 'complete' }, hidden);
  await fakeBrowser.tabs.onUpdated.trigger(3, { title: 'x' } as never, {
    ...tab,
    url: `${PROXY}/?c`,
  });
  expect(shown).toEqual([`${PROXY}/?a`, `${PROXY}/?b`]);
});
