import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { keepAlarm } from '../../extension/background/alarm.ts';
import { listen } from '../../extension/background/listen.ts';
import { send } from '../../extension/commands/commands.ts';
import { accountItem } from '../../extension/storage/items.ts';
import { resetBrowser } from './browser.ts';
import { account, createScene, json, later, PROXY, type Scene } from './scene.ts';

const INFO = 'GET /api/user/info';

let scene: Scene;

beforeEach(() => {
  resetBrowser();
  scene = createScene();
});

const badgeText = () => fakeBrowser.action.getBadgeText({});

describe('a worker that starts', () => {
  test('paints the badge from storage before anybody answers', async () => {
    await accountItem.set({ phase: 'signed_in', account: account(), trouble: null });
    const never = later();
    scene.routes[INFO] = () => never.reply;
    listen(scene.companion);
    fakeBrowser.runtime.onStartup.trigger();
    await expect.poll(badgeText).toBe('750');
    expect((await accountItem.get()).trouble).toBeNull();
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

describe('the alarm', () => {
  test('is left alone where it is set, and set anew where its period is another', async () => {
    await keepAlarm(10);
    const [first] = await fakeBrowser.alarms.getAll();
    await keepAlarm(10);
    expect(await fakeBrowser.alarms.getAll()).toEqual([first]);
    expect((await fakeBrowser.alarms.getAll())[0]).toBe(first);
    await keepAlarm(5);
    expect(await fakeBrowser.alarms.getAll()).toMatchObject([{ periodInMinutes: 5 }]);
  });

  test('asks for the balance of whoever is signed in', async () => {
    await accountItem.set({ phase: 'signed_in', account: account(), trouble: null });
    scene.routes[INFO] = () => json(200, account({ balance_formatted: '9.50' }));
    listen(scene.companion);
    await expect.poll(() => fakeBrowser.alarms.getAll()).toHaveLength(1);
    for (const alarm of await fakeBrowser.alarms.getAll())
      fakeBrowser.alarms.onAlarm.trigger(alarm);
    await expect.poll(badgeText).toBe('9.5');
  });
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
