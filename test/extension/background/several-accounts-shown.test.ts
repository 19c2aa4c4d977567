import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { shownId } from '../../../extension/domain/account-list.ts';
import { accountItems } from '../../../extension/storage/items.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { badgeText, tooltipText } from '../../support/extension/browser.ts';
import { recordNotifications } from '../../support/extension/notifications.ts';
import {
  OTHER_PROXY,
  readList,
  respondToAccounts,
  storeAccounts,
  user,
} from '../../support/extension/several-accounts.ts';
import { signedIn } from '../../support/extension/states.ts';

setUpEnvironment();

beforeEach(() => respondToAccounts(env, 10));

describe('notifications', () => {
  const changes = { threshold: 5, lowBalanceNotification: true };

  beforeEach(async () => {
    env.permissions.granted.add('notifications');
    await storeAccounts({}, { name: 'Work' });
    await env.run({ type: 'set_preferences', account: 1, changes });
  });

  test('name their account, unless balances are hidden', async () => {
    const messages = recordNotifications();
    await env.background.accountOf(1).refresher.refresh('alarm');
    expect(messages[0]).toContain('Balance Companion – Work: ');
    await accountItems(1).alert.set({ notifiedBalance: null });
    await env.run({ type: 'set_preferences', changes: { hidden: true } });
    await env.background.accountOf(1).refresher.refresh('alarm');
    expect(messages[1]).not.toContain('Work');
  });

  test('lead to their account', async () => {
    const openPopup = vi.spyOn(fakeBrowser.action, 'openPopup').mockResolvedValue();
    await env.background.onNotificationClick('low-balance', 1);
    expect(openPopup).toHaveBeenCalledOnce();
    expect(shownId(await readList())).toBe(1);
    await env.background.onNotificationClick('low-balance', 9);
    expect(openPopup).toHaveBeenCalledOnce();
  });
});

test('the tooltip has a line for each account, and the badge is that of the active one', async () => {
  const problem = { kind: 'unreachable', at: env.now, retryAt: null } as const;
  await storeAccounts(
    { name: 'Work' },
    { state: { ...signedIn(user(1)), problem } },
    { address: OTHER_PROXY, slot: 0, state: { phase: 'unknown', problem: null } },
  );
  await env.background.wakeUp();
  expect(await badgeText()).toBe('0');
  expect((await tooltipText()).split('\n')).toEqual([
    'Balance Companion',
    expect.stringMatching(/^Work · 0\.00 \(as of \d\d:\d\d\)$/u),
    expect.stringMatching(/^user1 · 1\.00 \(as of \d\d:\d\d\) · The proxy can’t be reached$/u),
    'other.example',
  ]);
});
