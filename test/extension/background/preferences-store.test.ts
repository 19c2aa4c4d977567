import { beforeEach, describe, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../../extension/domain/preferences.ts';
import { preferencesItem } from '../../../extension/storage/items.ts';
import { TestEnvironment } from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';

let env: TestEnvironment;

beforeEach(() => {
  resetBrowser();
  env = new TestEnvironment();
});

describe('a change of the preferences', () => {
  test('of one member leaves the others unchanged', async () => {
    const chosen = { ...DEFAULT_PREFERENCES, minutes: 30, threshold: 5.5, hidden: true } as const;
    await preferencesItem.set(chosen);
    await env.run({ type: 'set_preferences', changes: { threshold: null } });
    expect(await preferencesItem.get()).toEqual({ ...chosen, threshold: null });
  });

  test('is not lost to a concurrent one', async () => {
    const change = (changes: Partial<Preferences>) => env.run({ type: 'set_preferences', changes });
    await Promise.all([
      change({ minutes: 60 }),
      change({ badge: false }),
      change({ hidden: true }),
    ]);
    expect(await preferencesItem.get()).toEqual({
      ...DEFAULT_PREFERENCES,
      minutes: 60,
      badge: false,
      hidden: true,
    });
  });

  test('that is invalid is ignored', async () => {
    listen(env.background);
    for (const changes of [
      { minutes: 7 },
      { threshold: -1 },
      { threshold: '5' },
      { badge: 'no' },
    ]) {
      await fakeBrowser.runtime.sendMessage({ type: 'set_preferences', changes });
    }
    await fakeBrowser.runtime.sendMessage({ type: 'set_preferences' });
    expect(await preferencesItem.get()).toEqual(DEFAULT_PREFERENCES);
  });
});
