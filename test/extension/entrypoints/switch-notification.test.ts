import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import {
  effectiveNotifications,
  switchNotification,
} from '../../../extension/entrypoints/options/switch-notification.ts';
import { preferencesItem } from '../../../extension/storage/items.ts';
import { TestEnvironment } from '../../support/extension/background-environment.ts';
import { type FakePermissions, resetBrowser } from '../../support/extension/browser.ts';

let log: FakePermissions;

describe('a notification', () => {
  const off = { lowBalanceNotification: false, creditNotification: false };
  const stored = async () => {
    const { lowBalanceNotification, creditNotification } = await preferencesItem.get();
    return { lowBalanceNotification, creditNotification };
  };

  beforeEach(() => {
    log = resetBrowser();
    listen(new TestEnvironment().background);
  });

  test('is switched on if the browser allows it', async () => {
    expect(await switchNotification('lowBalanceNotification', true, off)).toBe('on');
    expect(log.requested).toEqual([{ permissions: ['notifications'] }]);
    expect(await stored()).toEqual({ lowBalanceNotification: true, creditNotification: false });
  });

  test('stays off if the browser does not allow it', async () => {
    log.allows = false;
    expect(await switchNotification('creditNotification', true, off)).toBe('refused');
    expect(await stored()).toEqual(off);
    vi.spyOn(console, 'warn').mockReturnValue();
    Object.assign(fakeBrowser.permissions, { request: () => Promise.reject(new Error('gesture')) });
    expect(await switchNotification('creditNotification', true, off)).toBe('refused');
    expect(await stored()).toEqual(off);
  });

  test('requests the permission before anything is awaited', async () => {
    const switched = switchNotification('lowBalanceNotification', true, off);
    expect(log.requested).toHaveLength(1);
    await switched;
  });

  test('is switched off without a request', async () => {
    await switchNotification('lowBalanceNotification', true, off);
    expect(
      await switchNotification('lowBalanceNotification', false, {
        ...off,
        lowBalanceNotification: true,
      }),
    ).toBe('off');
    expect(log.requested).toHaveLength(1);
    expect(await stored()).toEqual(off);
  });

  test('is off without the permission, and is switched on alone afterwards', async () => {
    await preferencesItem.set({
      ...DEFAULT_PREFERENCES,
      lowBalanceNotification: true,
      creditNotification: true,
    });
    const shown = effectiveNotifications(await preferencesItem.get(), false);
    expect(shown).toEqual(off);
    await switchNotification('creditNotification', true, shown);
    expect(await stored()).toEqual({ lowBalanceNotification: false, creditNotification: true });
    expect(effectiveNotifications(await preferencesItem.get(), true)).toEqual({
      lowBalanceNotification: false,
      creditNotification: true,
    });
  });
});
