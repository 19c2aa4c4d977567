import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { send } from '../../../extension/background/messages.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { accountItem, preferencesItem } from '../../../extension/storage/items.ts';
import {
  account,
  createTestEnvironment,
  deferredResponse,
  json,
  NOON,
  PROXY,
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

describe('a worker that starts', () => {
  test('paints the badge from storage before anybody answers', async () => {
    await accountItem.set({ phase: 'signed_in', account: account(), problem: null });
    const never = deferredResponse();
    env.routes[INFO] = () => never.response;
    listen(env.background);
    fakeBrowser.runtime.onStartup.trigger();
    await expect.poll(badgeText).toBe('750');
    expect((await accountItem.get()).problem).toBeNull();
  });

  test('paints nothing but the truth over garbage', async () => {
    await fakeBrowser.storage.local.set({ account: { phase: 'signed_in', account: 'x' } });
    await fakeBrowser.action.setBadgeText({ text: '999' });
    listen(env.background);
    await expect.poll(badgeText).toBe('');
  });

  test('hears everything at once', () => {
    listen(env.background);
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
  env.routes[INFO] = () => json(200, account(), { ETag: '"a"' });
  await env.run('refresh');
  expect(env.lastHeaders.has('If-None-Match')).toBe(false);
  const before = await accountItem.get();
  expect(before).toMatchObject({ etag: '"a"' });

  env.now += 600_000;
  const date = new Date(NOON + 590_000).toUTCString();
  env.routes[INFO] = () => new Response(null, { status: 304, headers: { Date: date } });
  await env.restart().refresher.refresh('alarm');
  expect(env.lastHeaders.get('If-None-Match')).toBe('"a"');
  expect(await accountItem.get()).toEqual({
    ...before,
    account: account({ as_of: NOON / 1000 + 590 }),
  });

  const ahead = new Date(NOON + 900_000).toUTCString();
  env.routes[INFO] = () => new Response(null, { status: 304, headers: { Date: ahead } });
  await env.background.refresher.refresh('alarm');
  expect(await accountItem.get()).toMatchObject({ account: { as_of: NOON / 1000 + 600 } });
});

test('what the user likes is painted at once, and again at the next start', async () => {
  await accountItem.set({ phase: 'signed_in', account: account(), problem: null });
  const choose = (changes: Partial<typeof DEFAULT_PREFERENCES>) =>
    env.run({ type: 'set_preferences', changes });
  await choose({ hidden: true });
  expect(await badgeText()).toBe('•');
  expect(await fakeBrowser.action.getTitle({})).not.toContain('750');
  await fakeBrowser.action.setBadgeText({ text: '750' });
  listen(env.restart());
  await expect.poll(badgeText).toBe('•');
  await choose({ hidden: false, badge: false });
  expect(await badgeText()).toBe('');
  expect(await fakeBrowser.action.getTitle({})).toContain('750.00');
  expect(await preferencesItem.get()).toEqual({ ...DEFAULT_PREFERENCES, badge: false });
});

describe('a command', () => {
  test('is carried out and answered', async () => {
    env.routes[INFO] = () => json(200, account());
    listen(env.background);
    expect(await send({ type: 'refresh' })).toBeNull();
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
    expect(await send({ type: 'save_address', address: 'nonsense' })).toMatchObject({
      kind: 'refused',
      inUse: PROXY,
    });
  });

  test('that breaks down is not taken for done', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    env.background.handleCommand = () => Promise.reject(new Error('no window'));
    listen(env.background);
    await expect(send({ type: 'sign_in' })).rejects.toThrow('sign_in');
  });

  test('that nobody knows is left alone', async () => {
    listen(env.background);
    for (const message of [
      null,
      'refresh',
      {},
      { type: 'delete_everything' },
      { type: 'save_address' },
    ]) {
      await fakeBrowser.runtime.sendMessage(message);
    }
    expect(env.requests).toEqual([]);
  });
});

test('only tabs at the proxy are looked at', async () => {
  const shown: (string | undefined)[] = [];
  env.background.signIn.onTabUrl = async (_, url) => {
    shown.push(url);
  };
  listen(env.background);
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
