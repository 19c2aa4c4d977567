import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import type { Preferences } from '../../../extension/domain/preferences.ts';
import { accountItem, alertItem, historyItem } from '../../../extension/storage/items.ts';
import {
  account,
  createTestEnvironment,
  errorReply,
  json,
  type TestEnvironment,
} from '../../support/extension/background-environment.ts';
import { type FakePermissions, resetBrowser } from '../../support/extension/browser.ts';
import { recordNotifications, shownNotifications } from '../../support/extension/notifications.ts';

const INFO = 'GET /api/user/info';

let log: FakePermissions;
let env: TestEnvironment;
let told: string[];

beforeEach(async () => {
  vi.restoreAllMocks();
  log = resetBrowser();
  log.granted.add('notifications');
  env = createTestEnvironment();
  told = recordNotifications();
  await choose({ threshold: 10, lowBalanceNotification: true });
});

async function choose(changes: Partial<Preferences>): Promise<void> {
  await env.run({ type: 'set_preferences', changes });
}

/** The balance that the proxy gives at the next look, of which there is one. */
async function look(balance: string, parts: Parameters<typeof account>[0] = {}): Promise<void> {
  env.routes[INFO] = () => json(200, account({ balance_formatted: balance, ...parts }));
  await env.background.refresher.refresh('click');
}

const LOW = (balance: string) => `Balance Companion: Your balance is low: ${balance}`;

describe('a balance that falls below the threshold', () => {
  test('is told once, with the product and the balance', async () => {
    await look('10.00');
    expect(told).toEqual([]);
    for (const balance of ['9.99', '9.50', '3.00', '-1.00', '0.00']) await look(balance);
    expect(told).toEqual([LOW('9.99')]);
  });

  test('is told again once it has been as high as the threshold', async () => {
    for (const balance of ['9.00', '9.99', '10.00', '9.98', '12.00', '1.00']) await look(balance);
    expect(told).toEqual([LOW('9.00'), LOW('9.98'), LOW('1.00')]);
  });

  test('is told where it was below at the first look', async () => {
    await look('3.00');
    expect(told).toEqual([LOW('3.00')]);
  });

  test('is told once, however often the worker starts anew', async () => {
    await look('9.00');
    for (let start = 0; start < 3; start++) {
      env.restart();
      await look('8.00');
    }
    expect(told).toEqual([LOW('9.00')]);
  });

  test('is told straight from above zero to below it', async () => {
    await look('11.00');
    await look('-2.00');
    expect(told).toEqual([LOW('-2.00')]);
  });

  test('is not told of a worker that was stopped before it could show it, and never twice', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    vi.mocked(fakeBrowser.notifications.create).mockRejectedValueOnce(new Error('stopped'));
    await look('9.00');
    expect(await alertItem.get()).toEqual({ notifiedBalance: 9 });
    await look('8.00');
    expect(told).toEqual([]);
    expect(await accountItem.get()).toMatchObject({ account: { balance_formatted: '8.00' } });
  });

  test('is no longer announced once it is high enough', async () => {
    await look('9.00');
    expect(shownNotifications()).toEqual(['low-balance']);
    await look('20.00');
    expect(shownNotifications()).toEqual([]);
  });

  test('is told without the balance where that is hidden', async () => {
    await choose({ hidden: true });
    await look('9.87');
    expect(told).toEqual(['Balance Companion: Your balance is below the amount that you set.']);
  });
});

describe('a balance that flaps around the threshold', () => {
  beforeEach(() => choose({ threshold: 5 }));

  const hours = (count: number) => {
    env.now += count * 60 * 60_000;
  };
  const now = () => ({ as_of: env.now / 1000 });

  test.each([
    ['an unchanged count', {} as object],
    ['no count', { quota: undefined, used_quota: undefined } as object],
  ])('is told once, and nothing is used, with %s', async (_, parts) => {
    for (const balance of ['15.00', '4.00', '15.00', '4.00', '15.00', '4.00', '15.00']) {
      await look(balance, parts);
    }
    expect(told).toEqual([LOW('4.00')]);
    expect(shownNotifications()).toEqual([]);
    expect((await historyItem.get())?.samples.at(-1)?.[3]).toBe('0');
  });

  test('is told again after a top-up that leaves less than there was once', async () => {
    const of = (bought: number, used: number) =>
      look(((bought - used) / 1_000).toFixed(2), { quota: bought, used_quota: used });
    await of(1_000_000, 900_000);
    await of(1_000_000, 996_000);
    await of(1_050_000, 996_000);
    await of(1_050_000, 1_047_000);
    expect(told).toEqual([LOW('4.00'), LOW('3.00')]);
  });

  test('is told again once it has been seen above for an hour', async () => {
    await look('15.00', now());
    await look('4.00', now());
    await look('12.00', now());
    hours(0.5);
    await look('3.00', now());
    expect(told).toEqual([LOW('4.00')]);
    await look('12.00', now());
    hours(1);
    await look('12.00', now());
    await look('3.00', now());
    expect(told).toEqual([LOW('4.00'), LOW('3.00')]);
  });

  test('does not wait for a time in the future', async () => {
    await look('15.00', now());
    await look('4.00', now());
    hours(500);
    await look('12.00', now());
    hours(-500);
    await look('12.00', now());
    hours(1);
    await look('12.00', now());
    await look('3.00', now());
    expect(told).toEqual([LOW('4.00'), LOW('3.00')]);
  });
});

describe('nothing is told', () => {
  test.each(['1,234', '1.2k', 'next to nothing', '无限', 'Unlimited'])(
    'of a balance in which no number can be read: %s',
    async (balance) => {
      await choose({ threshold: 1e9 });
      await look(balance);
      expect(told).toEqual([]);
    },
  );

  test('of what the proxy did not say', async () => {
    await look('11.00');
    env.routes[INFO] = () => errorReply('platform_timeout');
    await env.background.refresher.refresh('click');
    expect(told).toEqual([]);
  });

  test('of a disabled account, until it is none', async () => {
    await look('3.00', { status: 2 });
    expect(told).toEqual([]);
    await look('3.00');
    expect(told).toEqual([LOW('3.00')]);
  });

  test('without a threshold', async () => {
    await choose({ threshold: null });
    await look('-3.00');
    expect(told).toEqual([]);
  });

  test('in a browser that has no notifications', async () => {
    const { notifications } = fakeBrowser;
    Object.assign(fakeBrowser, { notifications: undefined });
    try {
      listen(env.background);
      await look('3.00');
      expect(await alertItem.get()).toEqual({ notifiedBalance: null });
      await env.run('sign_out');
    } finally {
      Object.assign(fakeBrowser, { notifications });
    }
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_out' });
  });

  test.each<[string, () => unknown]>([
    ['wanted', () => choose({ lowBalanceNotification: false })],
    ['allowed', () => log.granted.delete('notifications')],
  ])('while it is not %s, and then once', async (_, forbid) => {
    await forbid();
    await look('3.00');
    expect(told).toEqual([]);
    log.granted.add('notifications');
    await choose({ lowBalanceNotification: true });
    await look('3.00');
    await look('3.00');
    expect(told).toEqual([LOW('3.00')]);
  });

  test('again only because it was switched off and on', async () => {
    await look('3.00');
    await choose({ lowBalanceNotification: false });
    await look('2.00');
    await choose({ lowBalanceNotification: true });
    await look('2.00');
    expect(told).toEqual([LOW('3.00')]);
  });
});

describe('another threshold', () => {
  test('above the balance is told of, where the one before was not', async () => {
    await look('15.00');
    await choose({ threshold: 20 });
    await look('15.00');
    expect(told).toEqual([LOW('15.00')]);
  });

  test('does not tell again of a balance that was as low already', async () => {
    await look('3.00');
    await choose({ threshold: 20 });
    await look('3.00');
    await choose({ threshold: 5 });
    await look('3.00');
    expect(told).toEqual([LOW('3.00')]);
  });

  test('below the balance lets the next way down be told', async () => {
    await look('9.00');
    await choose({ threshold: 5 });
    await look('8.00');
    await look('4.00');
    expect(told).toEqual([LOW('9.00'), LOW('4.00')]);
  });

  test('that the balance has passed since it was told of is told of, seen above it or not', async () => {
    await look('9.00');
    await choose({ threshold: 5 });
    await look('4.00');
    expect(told).toEqual([LOW('9.00'), LOW('4.00')]);
  });
});

describe('what was told is forgotten', () => {
  test('with the account, at sign-out', async () => {
    await look('9.00');
    await env.run('sign_out');
    expect(await fakeBrowser.storage.local.get('alert')).toEqual({ alert: undefined });
    expect(shownNotifications()).toEqual([]);
    await look('9.00');
    expect(told).toEqual([LOW('9.00'), LOW('9.00')]);
  });

  test('at a change of the proxy’s address', async () => {
    await look('9.00');
    await env.background.store.moveTo('https://other.example.com');
    expect(await fakeBrowser.storage.local.get('alert')).toEqual({ alert: undefined });
    expect(shownNotifications()).toEqual([]);
  });

  test('where another account comes', async () => {
    await look('9.00');
    await look('8.00', { id: 99 });
    expect(told).toEqual([LOW('9.00'), LOW('8.00')]);
  });

  test('not where a session merely ended', async () => {
    await look('9.00');
    env.routes[INFO] = () => errorReply('reauth_required');
    await env.background.refresher.refresh('click');
    await look('8.00');
    expect(told).toEqual([LOW('9.00')]);
  });
});

test('hiding the balance takes back the notifications that show it', async () => {
  await look('9.00');
  await choose({ hidden: true });
  expect(shownNotifications()).toEqual([]);
});
