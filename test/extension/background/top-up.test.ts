import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { creditShown } from '../../../extension/domain/top-up/credit.ts';
import { accountItem, topUpItem } from '../../../extension/storage/items.ts';
import {
  account,
  createScene,
  errorReply,
  json,
  later,
  NOON,
  type Scene,
} from '../../support/extension/background-environment.ts';
import { type BrowserLog, resetBrowser } from '../../support/extension/browser.ts';
import { noteNotices, noticesShown } from '../../support/extension/notifications.ts';

const INFO = 'GET /api/user/info';
const TOP_UP = 'GET /api/user/topup';
const PAGE = 'https://platform.example/topup';
const MINUTE = 60_000;

let log: BrowserLog;
let scene: Scene;
let told: string[];

beforeEach(() => {
  vi.restoreAllMocks();
  log = resetBrowser();
  scene = createScene();
  scene.routes[TOP_UP] = () => json(200, { topup_url: PAGE });
  told = noteNotices();
});

async function look(balance: string, parts: Parameters<typeof account>[0] = {}): Promise<void> {
  scene.routes[INFO] = () => json(200, account({ balance_formatted: balance, ...parts }));
  await scene.companion.asking.refresh('alarm');
}

/** Begins a top-up of somebody who has this balance, and gives the tab of the page. */
async function begin(balance = '750.00'): Promise<number> {
  await look(balance);
  await scene.companion.carryOut({ type: 'top_up' });
  const tab = (await fakeBrowser.tabs.query({})).find(({ url }) => url === PAGE);
  if (tab?.id === undefined) throw new Error('No page was opened.');
  return tab.id;
}

const credit = async () => (await topUpItem.get())?.credit?.text ?? null;
const nextLook = async () => {
  const alarm = await fakeBrowser.alarms.get('next-look');
  return alarm ? (alarm.scheduledTime - scene.clock.now) / MINUTE : null;
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
      scene.companion.topUp.tabGone(id).then(resolve);
    });
    await scene.companion.carryOut({ type: 'top_up' });
    await closed;
    expect(scene.calls).toEqual([INFO, TOP_UP, INFO]);
    expect(await topUpItem.get()).toMatchObject({ tabId: null, before: 750 });
  });

  test('can begin while the page of the one before is still followed by a look', async () => {
    const tabId = await begin();
    const slow = later();
    scene.routes[INFO] = () => slow.reply;
    const gone = scene.companion.topUp.tabGone(tabId);
    await expect.poll(() => scene.calls).toEqual([INFO, TOP_UP, INFO]);
    const again = scene.companion.carryOut({ type: 'top_up' });
    await expect.poll(() => scene.calls).toEqual([INFO, TOP_UP, INFO, TOP_UP]);
    await again;
    slow.answer(json(200, account()));
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
    scene.clock.now += MINUTE;
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
    scene.routes[INFO] = () => errorReply('platform_error');
    await scene.companion.asking.refresh('alarm');
    expect(await credit()).toBeNull();
    expect(await accountItem.get()).toMatchObject({ account: { balance_formatted: '10.00' } });
  });

  test('is forgotten at sign-out, with what it said', async () => {
    await begin('10.00');
    await look('30.00');
    await scene.companion.carryOut({ type: 'sign_out' });
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
    scene.clock.now += 11 * MINUTE;
    await look('10.00');
    await scene.companion.topUp.tabGone(tabId);
    await look('30.00');
    expect(await credit()).toBeNull();

    await begin('30.00');
    scene.clock.now += 11 * MINUTE;
    await look('50.00');
    expect(await credit()).toBe('+20.00');
  });

  test('hours after a top-up is none, even if its page is still open', async () => {
    await begin('10.00');
    scene.clock.now += 61 * MINUTE;
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
    await scene.companion.carryOut({
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
    expect(noticesShown()).toEqual(['top-up']);
  });

  test('comes at most once where the worker was stopped before it showed', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    await begin('10.00');
    vi.mocked(fakeBrowser.notifications.create).mockRejectedValueOnce(new Error('stopped'));
    await look('30.00');
    scene = { ...scene, companion: scene.restart() };
    await look('30.00');
    expect(told).toEqual([]);
    expect(await credit()).toBe('+20.00');
  });

  test('names no amount where the balance is hidden', async () => {
    await scene.companion.carryOut({ type: 'set_preferences', changes: { hidden: true } });
    await begin('10.00');
    await look('30.00');
    expect(told).toEqual(['Balance Companion: Your top-up has arrived.']);
  });

  test('does not come where it is not wanted, or not allowed', async () => {
    await begin('10.00');
    await scene.companion.carryOut({
      type: 'set_preferences',
      changes: { creditNotification: false },
    });
    await look('30.00');
    await scene.companion.carryOut({
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
    scene.clock.now += 9 * MINUTE;
    await look('750.00');
    expect(await nextLook()).toBe(0.75);
    scene.clock.now += 2 * MINUTE;
    await look('750.00');
    expect(await nextLook()).toBe(10);
  });

  test('is done at once when its tab is closed, and not when another one is', async () => {
    const tabId = await begin();
    listen(scene.companion);
    scene.routes[INFO] = () => json(200, account({ balance_formatted: '770.00' }));
    scene.calls.length = 0;
    await fakeBrowser.tabs.onRemoved.trigger(tabId + 1, { windowId: 0, isWindowClosing: false });
    await fakeBrowser.tabs.onRemoved.trigger(tabId, { windowId: 0, isWindowClosing: false });
    await expect.poll(credit).toBe('+20.00');
    await expect.poll(async () => (await topUpItem.get())?.tabId).toBeNull();
    expect(scene.calls).toEqual([INFO]);
  });

  test('survives the worker', async () => {
    const tabId = await begin();
    scene = { ...scene, companion: scene.restart() };
    scene.routes[INFO] = () => json(200, account({ balance_formatted: '770.00' }));
    await scene.companion.topUp.tabGone(tabId);
    expect(await credit()).toBe('+20.00');
  });

  test('does not make do with an answer from before the tab was closed', async () => {
    const tabId = await begin();
    const early = later();
    scene.routes[INFO] = () => early.reply;
    const passing = scene.companion.asking.refresh('passing');
    await expect.poll(() => scene.calls.at(-1)).toBe(INFO);
    scene.routes[INFO] = () => json(200, account({ balance_formatted: '770.00' }));
    await scene.companion.topUp.tabGone(tabId);
    early.answer(json(200, account()));
    await passing;
    expect(await credit()).toBe('+20.00');
  });

  test('keeps the pause that the proxy asked for', async () => {
    const tabId = await begin();
    scene.routes[INFO] = () => errorReply('rate_limited', { 'Retry-After': '300' });
    await scene.companion.asking.refresh('click');
    scene.calls.length = 0;
    await scene.companion.topUp.tabGone(tabId);
    expect(scene.calls).toEqual([]);
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
  const begun = scene.companion.carryOut({ type: 'top_up' });
  await expect.poll(() => vi.mocked(fakeBrowser.tabs.create).mock.calls.length).toBe(1);
  await scene.companion.carryOut({ type: 'sign_out' });
  slow.resolve();
  await begun;
  expect(await topUpItem.get()).toBeNull();
});
