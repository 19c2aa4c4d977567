import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { accountItem } from '../../../extension/storage/items.ts';
import {
  account,
  createTestEnvironment,
  errorReply,
  json,
  type TestEnvironment,
} from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { shownNotifications } from '../../support/extension/notifications.ts';

const INFO = 'GET /api/user/info';
const TOP_UP = 'GET /api/user/topup';

let env: TestEnvironment;

beforeEach(async () => {
  vi.restoreAllMocks();
  resetBrowser().granted.add('notifications');
  env = createTestEnvironment();
  const changes = { threshold: 10, lowBalanceNotification: true };
  await env.run({ type: 'set_preferences', changes });
});

/** A look at a balance that is below the threshold, and the notification that comes of it. */
async function lookAtLow(): Promise<void> {
  env.routes[INFO] = () => json(200, account({ balance_formatted: '9.00' }));
  await env.background.refresher.refresh('click');
  expect(shownNotifications()).toEqual(['low-balance']);
}

describe('a click on the notification of a low balance', () => {
  const tabs = async () => (await fakeBrowser.tabs.query({})).map(({ url }) => url);

  test('leads to the platform’s page for topping up, and takes the notification away', async () => {
    listen(env.background);
    await lookAtLow();
    env.routes[TOP_UP] = () => json(200, { topup_url: 'https://platform.example/topup' });
    await fakeBrowser.notifications.onClicked.trigger('low-balance');
    await expect.poll(tabs).toContain('https://platform.example/topup');
    await expect.poll(shownNotifications).toEqual([]);
  });

  test('leads to the popup, which says why, where there is no such page', async () => {
    const opened = vi.spyOn(fakeBrowser.action, 'openPopup').mockResolvedValue();
    listen(env.background);
    await lookAtLow();
    env.routes[TOP_UP] = () => errorReply('platform_unavailable');
    await fakeBrowser.notifications.onClicked.trigger('low-balance');
    await expect.poll(() => opened.mock.calls.length).toBe(1);
    expect(await accountItem.get()).toMatchObject({ problem: { kind: 'platform_unavailable' } });
  });

  test('is heard also where the permission came after the worker had started', async () => {
    const { notifications } = fakeBrowser;
    const grants: ((granted: object) => void)[] = [];
    Object.assign(fakeBrowser.permissions, {
      onAdded: { addListener: (hear: (granted: object) => void) => grants.push(hear) },
    });
    Object.assign(fakeBrowser, { notifications: undefined });
    try {
      listen(env.background);
    } finally {
      Object.assign(fakeBrowser, { notifications });
    }
    expect(fakeBrowser.notifications.onClicked.hasListeners()).toBe(false);
    for (const hear of [...grants, ...grants]) hear({ permissions: ['notifications'] });
    env.routes[TOP_UP] = () => json(200, { topup_url: 'https://platform.example/topup' });
    await fakeBrowser.notifications.onClicked.trigger('low-balance');
    await expect.poll(tabs).toContain('https://platform.example/topup');
    expect(env.requests.filter((call) => call === TOP_UP)).toHaveLength(1);
    expect(env.requests).not.toContain(INFO);
  });

  test('on somebody else’s notification means nothing', async () => {
    listen(env.background);
    await fakeBrowser.notifications.onClicked.trigger('other');
    expect(env.requests).toEqual([]);
  });
});

test('a click on the notification of a top-up leads to the popup', async () => {
  const opened = vi.spyOn(fakeBrowser.action, 'openPopup').mockResolvedValue();
  listen(env.background);
  await fakeBrowser.notifications.onClicked.trigger('top-up');
  await expect.poll(() => opened.mock.calls.length).toBe(1);
  expect(env.requests).toEqual([]);
});
