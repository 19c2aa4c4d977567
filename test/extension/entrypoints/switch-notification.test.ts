import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import {
  effectiveNotifications,
  switchNotification,
} from '../../../extension/entrypoints/options/switch-notification.ts';
import { preferencesItem } from '../../../extension/storage/items.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';

const NONE = { lowBalanceNotification: false, creditNotification: false };
const LOW_BALANCE = { ...NONE, lowBalanceNotification: true };
const CREDIT = { ...NONE, creditNotification: true };

setUpEnvironment();

beforeEach(() => listen(env.background));

test('a notification is switched on with the permission, and off without a request', async () => {
  const switched = switchNotification('lowBalanceNotification', true, NONE);
  // Browsers allow the request only before anything is awaited.
  expect(env.permissions.requested).toEqual([{ permissions: ['notifications'] }]);
  expect(await switched).toBe('on');
  expect(await preferencesItem.get()).toMatchObject(LOW_BALANCE);
  expect(await switchNotification('lowBalanceNotification', false, LOW_BALANCE)).toBe('off');
  expect(env.permissions.requested).toHaveLength(1);
  expect(await preferencesItem.get()).toMatchObject(NONE);
});

test('a notification stays off if the user refuses or the browser cannot ask', async () => {
  env.permissions.allows = false;
  expect(await switchNotification('creditNotification', true, NONE)).toBe('refused');
  vi.spyOn(console, 'warn').mockReturnValue();
  Object.assign(fakeBrowser.permissions, { request: () => Promise.reject(new Error('gesture')) });
  expect(await switchNotification('creditNotification', true, NONE)).toBe('refused');
  expect(await preferencesItem.get()).toMatchObject(NONE);
});

test('notifications are off without the permission, and one is switched on alone afterwards', async () => {
  await preferencesItem.set({ ...DEFAULT_PREFERENCES, ...LOW_BALANCE, creditNotification: true });
  const shown = effectiveNotifications(await preferencesItem.get(), false);
  expect(shown).toEqual(NONE);
  await switchNotification('creditNotification', true, shown);
  expect(await preferencesItem.get()).toMatchObject(CREDIT);
  expect(effectiveNotifications(await preferencesItem.get(), true)).toEqual(CREDIT);
});
