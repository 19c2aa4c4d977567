import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { accountItem } from '../../../extension/storage/items.ts';
import {
  account,
  createScene,
  errorReply,
  json,
  type Scene,
} from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { noticesShown } from '../../support/extension/notifications.ts';

const INFO = 'GET /api/user/info';
const TOP_UP = 'GET /api/user/topup';

let scene: Scene;

beforeEach(async () => {
  vi.restoreAllMocks();
  resetBrowser().granted.add('notifications');
  scene = createScene();
  const changes = { threshold: 10, lowBalanceNotification: true };
  await scene.companion.carryOut({ type: 'set_preferences', changes });
});

/** A look at a balance that is below the threshold, and the notification that comes of it. */
async function lookAtLow(): Promise<void> {
  scene.routes[INFO] = () => json(200, account({ balance_formatted: '9.00' }));
  await scene.companion.asking.refresh('click');
  expect(noticesShown()).toEqual(['low-balance']);
}

describe('a click on the notification of a low balance', () => {
  const tabs = async () => (await fakeBrowser.tabs.query({})).map(({ url }) => url);

  test('leads to the platform’s page for topping up, and takes the notification away', async () => {
    listen(scene.companion);
    await lookAtLow();
    scene.routes[TOP_UP] = () => json(200, { topup_url: 'https://platform.example/topup' });
    await fakeBrowser.notifications.onClicked.trigger('low-balance');
    await expect.poll(tabs).toContain('https://platform.example/topup');
    await expect.poll(noticesShown).toEqual([]);
  });

  test('leads to the popup, which says why, where there is no such page', async () => {
    const opened = vi.spyOn(fakeBrowser.action, 'openPopup').mockResolvedValue();
    listen(scene.companion);
    await lookAtLow();
    scene.routes[TOP_UP] = () => errorReply('platform_unavailable');
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
      listen(scene.companion);
    } finally {
      Object.assign(fakeBrowser, { notifications });
    }
    expect(fakeBrowser.notifications.onClicked.hasListeners()).toBe(false);
    for (const hear of [...grants, ...grants]) hear({ permissions: ['notifications'] });
    scene.routes[TOP_UP] = () => json(200, { topup_url: 'https://platform.example/topup' });
    await fakeBrowser.notifications.onClicked.trigger('low-balance');
    await expect.poll(tabs).toContain('https://platform.example/topup');
    expect(scene.calls.filter((call) => call === TOP_UP)).toHaveLength(1);
    expect(scene.calls).not.toContain(INFO);
  });

  test('on somebody else’s notification means nothing', async () => {
    listen(scene.companion);
    await fakeBrowser.notifications.onClicked.trigger('other');
    expect(scene.calls).toEqual([]);
  });
});

test('a click on the notification of a top-up leads to the popup', async () => {
  const opened = vi.spyOn(fakeBrowser.action, 'openPopup').mockResolvedValue();
  listen(scene.companion);
  await fakeBrowser.notifications.onClicked.trigger('top-up');
  await expect.poll(() => opened.mock.calls.length).toBe(1);
  expect(scene.calls).toEqual([]);
});
