import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import {
  account,
  errorReply,
  INFO,
  json,
  MINUTE,
  TOP_UP,
  TOP_UP_PAGE,
} from '../../support/extension/fixtures.ts';
import { recordNotifications, shownNotifications } from '../../support/extension/notifications.ts';
import { topUpItem } from '../../support/extension/stored-items.ts';

let notifications: string[];

setUpEnvironment();

beforeEach(() => {
  notifications = recordNotifications();
});

async function fetchBalances(...balances: string[]): Promise<void> {
  for (const balance_formatted of balances) await env.fetchAccount({ balance_formatted }, 'alarm');
}

/** Starts a top-up at this balance. Resolves to the id of the page's tab. */
async function start(balance = '750.00'): Promise<number> {
  await fetchBalances(balance);
  await env.run('top_up');
  const tab = (await fakeBrowser.tabs.query({})).find(({ url }) => url === TOP_UP_PAGE);
  if (tab?.id === undefined) throw new Error('No page was opened.');
  return tab.id;
}

const credit = async () => (await topUpItem.get())?.credit?.text ?? null;
const tabUrls = async () => (await fakeBrowser.tabs.query({})).map(({ url }) => url);

describe('the page', () => {
  test('is opened and stored with the time and the balance before', async () => {
    const tabId = await start();
    await env.expectState({ problem: null });
    expect(await topUpItem.get()).toEqual({ openedAt: env.now, tabId, before: 750, credit: null });
  });

  const at = (topup_url: string) => json(200, { topup_url });

  test.each([
    ['at an http address', 'platform_error', at('http://platform.example/topup')],
    ['at a script', 'platform_error', at('javascript:alert(1)')],
    ['with credentials', 'platform_error', at('https://user:secret@platform.example/')],
    ['at no address', 'platform_error', at('not a url')],
    ['after an error', 'platform_unavailable', errorReply('platform_unavailable')],
  ])('is not opened %s: the problem is %s', async (_, kind, reply) => {
    await env.fetchAccount();
    const before = await tabUrls();
    env.routes[TOP_UP] = () => reply;
    await env.run('top_up');
    expect(await tabUrls()).toEqual(before);
    await env.expectState({ account: account(), problem: { kind } });
  });

  test('is followed by a refresh also if its tab closes at once', async () => {
    await fetchBalances('750.00');
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    fakeBrowser.tabs.onCreated.addListener(({ id = 0 }) => {
      env.account.topUp.onTabRemoved(id).then(resolve);
    });
    await env.run('top_up');
    await closed;
    expect(env.requests).toEqual([INFO, TOP_UP, INFO]);
    expect(await topUpItem.get()).toMatchObject({ tabId: null, before: 750 });
  });

  test('can be opened again during the refresh that follows the one before', async () => {
    const tabId = await start();
    const respond = env.defer(INFO);
    const closed = env.account.topUp.onTabRemoved(tabId);
    await expect.poll(() => env.requests).toEqual([INFO, TOP_UP, INFO]);
    await env.run('top_up');
    expect(env.requests).toEqual([INFO, TOP_UP, INFO, TOP_UP]);
    respond(json(200, account()));
    await closed;
    expect((await topUpItem.get())?.tabId).not.toBeNull();
  });

  test('is not stored if the user signs out while it opens', async () => {
    await fetchBalances('10.00');
    const slow = Promise.withResolvers<void>();
    const { create } = fakeBrowser.tabs;
    vi.spyOn(fakeBrowser.tabs, 'create').mockImplementation((async (data: { url: string }) => {
      await slow.promise;
      return create(data);
    }) as never);
    const started = env.run('top_up');
    await expect.poll(() => vi.mocked(fakeBrowser.tabs.create).mock.calls.length).toBe(1);
    await env.run('sign_out');
    slow.resolve();
    await started;
    expect(await topUpItem.get()).toBeNull();
  });
});

describe('the credit', () => {
  test('starts at the first number', async () => {
    await start('plenty');
    await fetchBalances('more', '10.00');
    expect(await credit()).toBeNull();
    await fetchBalances('30.00');
    expect(await credit()).toBe('+20.00');
  });

  test('is not taken from a failure, nor from another account', async () => {
    await start('10.00');
    await env.fetchError('platform_error', 'alarm');
    expect(await credit()).toBeNull();
    await env.expectState({ account: { balance_formatted: '10.00' } });
    await env.fetchAccount({ balance_formatted: '99.00', id: 99 });
    expect(await topUpItem.get()).toBeNull();
  });

  test('is removed at sign-out', async () => {
    await start('10.00');
    await fetchBalances('30.00');
    await env.run('sign_out');
    expect(JSON.stringify(await fakeBrowser.storage.local.get())).not.toMatch(/20|30|10\.00/u);
  });

  test.each([
    [60, '+20.00'],
    [61, null],
  ])('of a page that was opened %i minutes ago and is still open: %s', async (minutes, text) => {
    await start('10.00');
    env.now += minutes * MINUTE;
    await fetchBalances('30.00');
    expect(await credit()).toBe(text);
  });
});

describe('the notification of credit', () => {
  const wanted = (creditNotification: boolean) =>
    env.run({ type: 'set_preferences', changes: { creditNotification } });

  beforeEach(async () => {
    env.permissions.granted.add('notifications');
    await wanted(true);
  });

  test('comes once, with the credit and the balance', async () => {
    await start('10.00');
    await fetchBalances('30.00', '30.00', '29.00');
    expect(notifications).toEqual([
      'Balance Companion: Top-up arrived: +20.00. Your balance is now 30.00.',
    ]);
    expect(shownNotifications()).toEqual(['top-up']);
  });

  test('that could not be shown is not shown after a restart', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    await start('10.00');
    vi.mocked(fakeBrowser.notifications.create).mockRejectedValueOnce(new Error('stopped'));
    await fetchBalances('30.00');
    env.restart();
    await fetchBalances('30.00');
    expect(notifications).toEqual([]);
    expect(await credit()).toBe('+20.00');
  });

  test('names no amount if the balance is hidden', async () => {
    await env.run({ type: 'set_preferences', changes: { hidden: true } });
    await start('10.00');
    await fetchBalances('30.00');
    expect(notifications).toEqual(['Balance Companion: Your top-up has arrived.']);
  });

  test('does not come if it is not wanted, or not allowed', async () => {
    await start('10.00');
    await wanted(false);
    await fetchBalances('30.00');
    await wanted(true);
    env.permissions.granted.delete('notifications');
    await fetchBalances('60.00');
    expect(notifications).toEqual([]);
    expect(await credit()).toBe('+50.00');
  });
});

describe('during a top-up', () => {
  test('refreshes are more frequent for ten minutes', async () => {
    await start();
    expect(await env.minutesToRefresh()).toBe(0.75);
    env.now += 11 * MINUTE;
    await fetchBalances('750.00');
    expect(await env.minutesToRefresh()).toBe(10);
  });

  test('the balance is refreshed when the page’s tab closes, after a restart too, and not for another tab', async () => {
    const tabId = await start();
    listen(env.restart());
    env.respondWith({ balance_formatted: '770.00' });
    env.requests.length = 0;
    await fakeBrowser.tabs.onRemoved.trigger(tabId + 1, { windowId: 0, isWindowClosing: false });
    await fakeBrowser.tabs.onRemoved.trigger(tabId, { windowId: 0, isWindowClosing: false });
    await expect.poll(credit).toBe('+20.00');
    await expect.poll(async () => (await topUpItem.get())?.tabId).toBeNull();
    expect(env.requests).toEqual([INFO]);
  });

  test('a response from before the tab closed is not enough', async () => {
    const tabId = await start();
    const finish = await env.startRefresh('popup_opened');
    env.respondWith({ balance_formatted: '770.00' });
    await env.account.topUp.onTabRemoved(tabId);
    await finish();
    expect(await credit()).toBe('+20.00');
  });

  test('a tab that closes does not shorten the cooldown', async () => {
    const tabId = await start();
    await env.fetchError('rate_limited', 'click', '300');
    env.requests.length = 0;
    await env.account.topUp.onTabRemoved(tabId);
    expect(env.requests).toEqual([]);
    expect(await env.minutesToRefresh()).toBe(5.5);
  });
});
