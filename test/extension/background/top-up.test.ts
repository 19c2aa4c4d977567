import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { creditShown } from '../../../extension/domain/top-up/credit.ts';
import { accountItem, topUpItem } from '../../../extension/storage/items.ts';
import {
  account,
  createTestEnvironment,
  deferredResponse,
  errorReply,
  json,
  NOON,
  type TestEnvironment,
} from '../../support/extension/background-environment.ts';
import { type FakePermissions, resetBrowser } from '../../support/extension/browser.ts';
import { recordNotifications, shownNotifications } from '../../support/extension/notifications.ts';

const INFO = 'GET /api/user/info';
const TOP_UP = 'GET /api/user/topup';
const PAGE = 'https://platform.example/topup';
const MINUTE = 60_000;

let log: FakePermissions;
let env: TestEnvironment;
let told: string[];

beforeEach(() => {
  vi.restoreAllMocks();
  log = resetBrowser();
  env = createTestEnvironment();
  env.routes[TOP_UP] = () => json(200, { topup_url: PAGE });
  told = recordNotifications();
});

async function look(balance: string, parts: Parameters<typeof account>[0] = {}): Promise<void> {
  env.routes[INFO] = () => json(200, account({ balance_formatted: balance, ...parts }));
  await env.background.refresher.refresh('alarm');
}

/** Begins a top-up of somebody who has this balance, and gives the tab of the page. */
async function begin(balance = '750.00'): Promise<number> {
  await look(balance);
  await env.run('top_up');
  const tab = (await fakeBrowser.tabs.query({})).find(({ url }) => url === PAGE);
  if (tab?.id === undefined) throw new Error('No page was opened.');
  return tab.id;
}

const credit = async () => (await topUpItem.get())?.credit?.text ?? null;
const nextLook = async () => {
  const alarm = await fakeBrowser.alarms.get('next-look');
  return alarm ? (alarm.scheduledTime - env.now) / MINUTE : null;
};

describe('a top-up', () => {
  test('remembers its tab, its time and the balance before', async () => {
    const tabId = await begin();
    expect(await topUpItem.get()).toEqual({ openedAt: NOON, tabId, before: 750, credit: null });
  });

  test('of which the tab is closed as soon as it is open is looked at once more', async () => {
    await look('750.00');
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    fakeBrowser.tabs.onCreated.addListener(({ id = 0 }) => {
      env.background.topUp.onTabRemoved(id).then(resolve);
    });
    await env.run('top_up');
    await closed;
    expect(env.requests).toEqual([INFO, TOP_UP, INFO]);
    expect(await topUpItem.get()).toMatchObject({ tabId: null, before: 750 });
  });

  test('can begin while the page of the one before is still followed by a look', async () => {
    const tabId = await begin();
    const slow = deferredResponse();
    env.routes[INFO] = () => slow.response;
    const gone = env.background.topUp.onTabRemoved(tabId);
    await expect.poll(() => env.requests).toEqual([INFO, TOP_UP, INFO]);
    const again = env.run('top_up');
    await expect.poll(() => env.requests).toEqual([INFO, TOP_UP, INFO, TOP_UP]);
    await again;
    slow.respond(json(200, account()));
    await gone;
    expect((await topUpItem.get())?.tabId).not.toBeNull();
  });

  test.each([
    ['750.00', '770.00', '+20.00'],
    ['750', '770', '+20'],
    ['$1,234.50', '$3,434.50', '+2,200.00'],
    ['-3.40 元', '6.60 元', '+10.00'],
    ['0.10', '0.30', '+0.20'],
    ['1.234,50 €', '1.254,50 €', '+20.00'],
  ])('that takes %s to %s shows as %s', async (before, after, text) => {
    await begin(before);
    env.now += MINUTE;
    await look(after);
    expect((await topUpItem.get())?.credit).toMatchObject({ text, at: NOON + MINUTE });
  });

  test('is not reduced by what was used before the credit came', async () => {
    await begin('12.00');
    await look('11.50');
    await look('31.50');
    expect(await credit()).toBe('+20.00');
    await look('31.10');
    expect(await credit()).toBe('+20.00');
  });

  test('that is done twice on the same page shows as both together', async () => {
    await begin('12.00');
    await look('32.00');
    await look('62.00');
    expect(await credit()).toBe('+50.00');
  });

  test('in which no number can be read shows nothing', async () => {
    await begin('plenty');
    await look('more');
    expect(await credit()).toBeNull();
    await look('10.00');
    expect(await credit()).toBeNull();
    await look('30.00');
    expect(await credit()).toBe('+20.00');
  });

  test('of another account shows nothing', async () => {
    await begin('10.00');
    await look('99.00', { id: 99 });
    expect(await topUpItem.get()).toBeNull();
  });

  test('is not seen in a failure', async () => {
    await begin('10.00');
    env.routes[INFO] = () => errorReply('platform_error');
    await env.background.refresher.refresh('alarm');
    expect(await credit()).toBeNull();
    expect(await accountItem.get()).toMatchObject({ account: { balance_formatted: '10.00' } });
  });

  test('is forgotten at sign-out, with what it said', async () => {
    await begin('10.00');
    await look('30.00');
    await env.run('sign_out');
    expect(JSON.stringify(await fakeBrowser.storage.local.get())).not.toMatch(/20|30|10\.00/u);
  });
});

describe('a rise', () => {
  test('without a top-up is none', async () => {
    await look('10.00');
    await look('30.00');
    expect(await topUpItem.get()).toBeNull();
  });

  test('long after a top-up is none, unless its page is still open', async () => {
    const tabId = await begin('10.00');
    env.now += 11 * MINUTE;
    await look('10.00');
    await env.background.topUp.onTabRemoved(tabId);
    await look('30.00');
    expect(await credit()).toBeNull();

    await begin('30.00');
    env.now += 11 * MINUTE;
    await look('50.00');
    expect(await credit()).toBe('+20.00');
  });

  test('hours after a top-up is none, even if its page is still open', async () => {
    await begin('10.00');
    env.now += 61 * MINUTE;
    await look('30.00');
    expect(await credit()).toBeNull();
  });

  test('is shown for ten minutes', async () => {
    await begin('10.00');
    await look('30.00');
    const topUp = await topUpItem.get();
    expect(creditShown(topUp, NOON + 10 * MINUTE)).toBe('+20.00');
    expect(creditShown(topUp, NOON + 10 * MINUTE + 1)).toBeNull();
    expect(creditShown(null, NOON)).toBeNull();
  });
});

describe('the notification of a rise', () => {
  beforeEach(async () => {
    log.granted.add('notifications');
    await env.run({
      type: 'set_preferences',
      changes: { creditNotification: true },
    });
  });

  test('comes once, with the rise and the balance', async () => {
    await begin('10.00');
    await look('30.00');
    await look('30.00');
    await look('29.00');
    expect(told).toEqual(['Balance Companion: Top-up arrived: +20.00. Your balance is now 30.00.']);
    expect(shownNotifications()).toEqual(['top-up']);
  });

  test('comes at most once where the worker was stopped before it showed', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    await begin('10.00');
    vi.mocked(fakeBrowser.notifications.create).mockRejectedValueOnce(new Error('stopped'));
    await look('30.00');
    env.restart();
    await look('30.00');
    expect(told).toEqual([]);
    expect(await credit()).toBe('+20.00');
  });

  test('names no amount where the balance is hidden', async () => {
    await env.run({ type: 'set_preferences', changes: { hidden: true } });
    await begin('10.00');
    await look('30.00');
    expect(told).toEqual(['Balance Companion: Your top-up has arrived.']);
  });

  test('does not come where it is not wanted, or not allowed', async () => {
    await begin('10.00');
    await env.run({
      type: 'set_preferences',
      changes: { creditNotification: false },
    });
    await look('30.00');
    await env.run({
      type: 'set_preferences',
      changes: { creditNotification: true },
    });
    log.granted.delete('notifications');
    await look('60.00');
    expect(told).toEqual([]);
    expect(await credit()).toBe('+50.00');
  });
});

describe('looking while a top-up is under way', () => {
  test('is done more often for ten minutes', async () => {
    await begin();
    expect(await nextLook()).toBe(0.75);
    env.now += 9 * MINUTE;
    await look('750.00');
    expect(await nextLook()).toBe(0.75);
    env.now += 2 * MINUTE;
    await look('750.00');
    expect(await nextLook()).toBe(10);
  });

  test('is done at once when its tab is closed, and not when another one is', async () => {
    const tabId = await begin();
    listen(env.background);
    env.routes[INFO] = () => json(200, account({ balance_formatted: '770.00' }));
    env.requests.length = 0;
    await fakeBrowser.tabs.onRemoved.trigger(tabId + 1, { windowId: 0, isWindowClosing: false });
    await fakeBrowser.tabs.onRemoved.trigger(tabId, { windowId: 0, isWindowClosing: false });
    await expect.poll(credit).toBe('+20.00');
    await expect.poll(async () => (await topUpItem.get())?.tabId).toBeNull();
    expect(env.requests).toEqual([INFO]);
  });

  test('survives the worker', async () => {
    const tabId = await begin();
    env.restart();
    env.routes[INFO] = () => json(200, account({ balance_formatted: '770.00' }));
    await env.background.topUp.onTabRemoved(tabId);
    expect(await credit()).toBe('+20.00');
  });

  test('does not make do with an answer from before the tab was closed', async () => {
    const tabId = await begin();
    const early = deferredResponse();
    env.routes[INFO] = () => early.response;
    const passing = env.background.refresher.refresh('popup_opened');
    await expect.poll(() => env.requests.at(-1)).toBe(INFO);
    env.routes[INFO] = () => json(200, account({ balance_formatted: '770.00' }));
    await env.background.topUp.onTabRemoved(tabId);
    early.respond(json(200, account()));
    await passing;
    expect(await credit()).toBe('+20.00');
  });

  test('keeps the pause that the proxy asked for', async () => {
    const tabId = await begin();
    env.routes[INFO] = () => errorReply('rate_limited', { 'Retry-After': '300' });
    await env.background.refresher.refresh('click');
    env.requests.length = 0;
    await env.background.topUp.onTabRemoved(tabId);
    expect(env.requests).toEqual([]);
    expect(await nextLook()).toBe(5.5);
  });
});

test('a top-up that ends in a sign-out meanwhile is not remembered', async () => {
  await look('10.00');
  const slow = Promise.withResolvers<void>();
  const { create } = fakeBrowser.tabs;
  vi.spyOn(fakeBrowser.tabs, 'create').mockImplementation((async (data: { url: string }) => {
    await slow.promise;
    return create(data);
  }) as never);
  const begun = env.run('top_up');
  await expect.poll(() => vi.mocked(fakeBrowser.tabs.create).mock.calls.length).toBe(1);
  await env.run('sign_out');
  slow.resolve();
  await begun;
  expect(await topUpItem.get()).toBeNull();
});
