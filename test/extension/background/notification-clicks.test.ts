import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { accountItem } from '../../../extension/storage/items.ts';
import {
  env,
  errorReply,
  INFO,
  json,
  permissions,
  setUpEnvironment,
  TOP_UP,
} from '../../support/extension/background-environment.ts';
import { shownNotifications } from '../../support/extension/notifications.ts';

const PAGE = 'https://platform.example/topup';

setUpEnvironment();

beforeEach(async () => {
  permissions.granted.add('notifications');
  env.routes[TOP_UP] = () => json(200, { topup_url: PAGE });
  const changes = { threshold: 10, lowBalanceNotification: true };
  await env.run({ type: 'set_preferences', changes });
});

const tabs = async () => (await fakeBrowser.tabs.query({})).map(({ url }) => url);
const click = (id: string) => fakeBrowser.notifications.onClicked.trigger(id);

describe('a click on the notification of a low balance', () => {
  async function showNotification(): Promise<void> {
    listen(env.background);
    await env.fetchAccount({ balance_formatted: '9.00' });
    expect(shownNotifications()).toEqual(['low-balance']);
  }

  test('opens the top-up page and removes the notification', async () => {
    await showNotification();
    await click('low-balance');
    await expect.poll(tabs).toContain(PAGE);
    await expect.poll(shownNotifications).toEqual([]);
  });

  test('opens the popup, which shows the problem, if there is no such page', async () => {
    const openPopup = vi.spyOn(fakeBrowser.action, 'openPopup').mockResolvedValue();
    await showNotification();
    env.routes[TOP_UP] = () => errorReply('platform_unavailable');
    await click('low-balance');
    await expect.poll(() => openPopup.mock.calls.length).toBe(1);
    expect(await accountItem.get()).toMatchObject({ problem: { kind: 'platform_unavailable' } });
  });

  test('is handled although the permission came after the worker had started', async () => {
    const { notifications } = fakeBrowser;
    const listeners: ((granted: object) => void)[] = [];
    Object.assign(fakeBrowser.permissions, {
      onAdded: { addListener: (listener: (granted: object) => void) => listeners.push(listener) },
    });
    Object.assign(fakeBrowser, { notifications: undefined });
    try {
      listen(env.background);
    } finally {
      Object.assign(fakeBrowser, { notifications });
    }
    expect(fakeBrowser.notifications.onClicked.hasListeners()).toBe(false);
    for (const listener of [...listeners, ...listeners]) {
      listener({ permissions: ['notifications'] });
    }
    await click('low-balance');
    await expect.poll(tabs).toContain(PAGE);
    expect(env.requests.filter((request) => request === TOP_UP)).toHaveLength(1);
    expect(env.requests).not.toContain(INFO);
  });
});

test('a click on the notification of credit opens the popup', async () => {
  const openPopup = vi.spyOn(fakeBrowser.action, 'openPopup').mockResolvedValue();
  listen(env.background);
  await click('top-up');
  await expect.poll(() => openPopup.mock.calls.length).toBe(1);
  expect(env.requests).toEqual([]);
});

test('a click on a notification of something else is ignored', async () => {
  listen(env.background);
  await click('other');
  expect(env.requests).toEqual([]);
});
