import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { send } from '../../../extension/background/messages.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { badgeText, tooltipText } from '../../support/extension/browser.ts';
import { INFO, PROXY, TOP_UP, TOP_UP_PAGE } from '../../support/extension/fixtures.ts';
import { shownNotifications } from '../../support/extension/notifications.ts';
import { signedIn } from '../../support/extension/states.ts';
import { accountItem, preferencesItem } from '../../support/extension/stored-items.ts';

setUpEnvironment();

const signIn = () => accountItem.set(signedIn());

describe('a worker that starts', () => {
  test('paints the badge from storage before the proxy responds', async () => {
    await signIn();
    env.defer(INFO);
    listen(env.background);
    fakeBrowser.runtime.onStartup.trigger();
    await expect.poll(badgeText).toBe('750');
    expect((await accountItem.get()).problem).toBeNull();
  });

  test('listens to all events synchronously', () => {
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

test('preferences change the badge at once, and at the next start', async () => {
  await signIn();
  const set = (changes: Partial<typeof DEFAULT_PREFERENCES>) =>
    env.run({ type: 'set_preferences', changes });
  await set({ hidden: true });
  expect(await badgeText()).toBe('•');
  expect(await tooltipText()).not.toContain('750');
  await fakeBrowser.action.setBadgeText({ text: '750' });
  listen(env.restart());
  await expect.poll(badgeText).toBe('•');
  await set({ hidden: false, badge: false });
  expect(await badgeText()).toBe('');
  expect(await tooltipText()).toContain('750.00');
  expect(await preferencesItem.get()).toEqual({ ...DEFAULT_PREFERENCES, badge: false });
});

test('concurrent changes of preferences keep each other and the rest', async () => {
  await preferencesItem.set({ ...DEFAULT_PREFERENCES, threshold: 5.5 });
  const changes = [{ minutes: 60 }, { badge: false }, { hidden: true }] as const;
  await Promise.all(changes.map((one) => env.run({ type: 'set_preferences', changes: one })));
  const all = { minutes: 60, badge: false, hidden: true, threshold: 5.5 };
  expect(await preferencesItem.get()).toEqual({ ...DEFAULT_PREFERENCES, ...all });
});

describe('a command', () => {
  test('is carried out and returns its result', async () => {
    await env.fetchAccount();
    listen(env.background);
    expect(await send({ type: 'refresh' })).toBeNull();
    await env.expectState({ phase: 'signed_in' });
    const refused = { kind: 'refused', inUse: PROXY };
    expect(await send({ type: 'save_address', address: 'x' })).toMatchObject(refused);
  });

  test('that fails rejects', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    env.background.handleCommand = () => Promise.reject(new Error('no window'));
    listen(env.background);
    await expect(send({ type: 'sign_in' })).rejects.toThrow('sign_in');
  });

  test.each([
    ...[null, 'refresh', {}, { type: 'delete_everything' }, { type: 'save_address' }],
    { type: 'set_preferences' },
    ...[{ minutes: 7 }, { threshold: -1 }, { threshold: '5' }, { badge: 'no' }].map((changes) => ({
      type: 'set_preferences',
      changes,
    })),
  ])('that is unknown or invalid is ignored: %j', async (message) => {
    listen(env.background);
    await fakeBrowser.runtime.sendMessage(message);
    expect(env.requests).toEqual([]);
    expect(await preferencesItem.get()).toEqual(DEFAULT_PREFERENCES);
  });
});

test('the sign-in is given the URL of a tab that changes or completes, if it is visible', async () => {
  const onTabUrl = vi.spyOn(env.background.signIn, 'onTabUrl').mockResolvedValue();
  listen(env.background);
  const { url: _, ...hidden } = await fakeBrowser.tabs.create({ url: `${PROXY}/` });
  const tab = (query: string) => ({ ...hidden, url: `${PROXY}/${query}` });
  const update = fakeBrowser.tabs.onUpdated;
  await update.trigger(1, { status: 'complete' }, tab('?a'));
  await update.trigger(1, { url: `${PROXY}/?b` }, tab(''));
  await update.trigger(2, { status: 'complete' }, hidden);
  await update.trigger(3, { title: 'x' } as never, tab('?c'));
  expect(onTabUrl.mock.calls.map(([, url]) => url)).toEqual([`${PROXY}/?a`, `${PROXY}/?b`]);
});

const tabs = async () => (await fakeBrowser.tabs.query({})).map(({ url }) => url);
const click = (id: string) => fakeBrowser.notifications.onClicked.trigger(id);

describe('a click on the notification of a low balance', () => {
  beforeEach(async () => {
    env.permissions.granted.add('notifications');
    const changes = { threshold: 10, lowBalanceNotification: true };
    await env.run({ type: 'set_preferences', changes });
  });

  async function showNotification(): Promise<void> {
    listen(env.background);
    await env.fetchAccount({ balance_formatted: '9.00' });
    expect(shownNotifications()).toEqual(['low-balance']);
  }

  test('opens the popup and removes the notification', async () => {
    const openPopup = vi.spyOn(fakeBrowser.action, 'openPopup').mockResolvedValue();
    await showNotification();
    await click('low-balance');
    await expect.poll(() => openPopup.mock.calls.length).toBe(1);
    await expect.poll(shownNotifications).toEqual([]);
    expect(env.requests).not.toContain(TOP_UP);
  });

  test('opens the top-up page where the popup cannot be opened', async () => {
    await showNotification();
    await click('low-balance');
    await expect.poll(tabs).toContain(TOP_UP_PAGE);
  });

  test('is handled although the permission came after the worker had started', async () => {
    const listeners: ((granted: object) => void)[] = [];
    Object.assign(fakeBrowser.permissions, {
      onAdded: { addListener: (listener: (granted: object) => void) => listeners.push(listener) },
    });
    const missing = vi.spyOn(fakeBrowser, 'notifications', 'get');
    missing.mockReturnValue(undefined as never);
    listen(env.background);
    missing.mockRestore();
    expect(fakeBrowser.notifications.onClicked.hasListeners()).toBe(false);
    for (const listener of [...listeners, ...listeners]) {
      listener({ permissions: ['notifications'] });
    }
    await click('low-balance');
    await expect.poll(tabs).toContain(TOP_UP_PAGE);
    expect(env.requests.filter((request) => request === TOP_UP)).toHaveLength(1);
    expect(env.requests).not.toContain(INFO);
  });
});

test.each([
  ['the notification of credit opens the popup', 'top-up', 1],
  ['a notification of something else is ignored', 'other', 0],
])('a click on %s', async (_, id, times) => {
  const openPopup = vi.spyOn(fakeBrowser.action, 'openPopup').mockResolvedValue();
  listen(env.background);
  await click(id);
  await expect.poll(() => openPopup.mock.calls.length).toBe(times);
  expect(env.requests).toEqual([]);
});
