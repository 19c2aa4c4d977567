import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import {
  DEFAULT_PREFERENCES,
  type Preferences,
  readPreferences,
} from '../../../extension/domain/preferences.ts';
import {
  formatThreshold,
  parseThreshold,
} from '../../../extension/entrypoints/options/parse-threshold.ts';
import {
  effectiveNotifications,
  switchNotification,
} from '../../../extension/entrypoints/options/switch-notification.ts';
import { preferencesItem } from '../../../extension/storage/items.ts';
import { TestEnvironment } from '../../support/extension/background-environment.ts';
import { type FakePermissions, resetBrowser } from '../../support/extension/browser.ts';

let log: FakePermissions;
let env: TestEnvironment;

beforeEach(() => {
  log = resetBrowser();
  env = new TestEnvironment();
});

const chosen: Preferences = {
  minutes: 30,
  threshold: 5.5,
  badge: false,
  lowBalanceNotification: true,
  creditNotification: true,
  hidden: true,
};

const preferences: fc.Arbitrary<Preferences> = fc.record({
  minutes: fc.constantFrom(5, 10, 30, 60),
  threshold: fc.option(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })),
  badge: fc.boolean(),
  lowBalanceNotification: fc.boolean(),
  creditNotification: fc.boolean(),
  hidden: fc.boolean(),
});

describe('stored preferences', () => {
  test.each([[undefined], [null], [42], ['x'], [[]], [{}], [{ threshold: 'x', minutes: 7 }]])(
    'are the defaults where storage holds %j',
    async (garbage) => {
      await fakeBrowser.storage.local.set({ preferences: garbage });
      expect(await preferencesItem.get()).toEqual({
        minutes: 10,
        threshold: null,
        badge: true,
        lowBalanceNotification: false,
        creditNotification: false,
        hidden: false,
      });
    },
  );

  test('are read member by member: one that does not fit takes none of the others with it', async () => {
    for (const [member, garbage] of [
      ['minutes', 1],
      ['threshold', -1],
      ['badge', 1],
      ['lowBalanceNotification', 'yes'],
      ['creditNotification', null],
      ['hidden', {}],
    ] as const) {
      await fakeBrowser.storage.local.set({ preferences: { ...chosen, [member]: garbage } });
      expect(await preferencesItem.get()).toEqual({
        ...chosen,
        [member]: DEFAULT_PREFERENCES[member],
      });
    }
  });

  test('never have a member that nobody knows', () => {
    expect(readPreferences({ ...chosen, colour: 'red' })).toEqual(chosen);
    expect(readPreferences(JSON.parse('{"__proto__": {"hidden": true}}'))).toEqual(
      DEFAULT_PREFERENCES,
    );
  });

  test('fit whatever storage holds, and are kept where they fit', () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        const read = readPreferences(raw);
        expect(readPreferences(read)).toEqual(read);
      }),
    );
    fc.assert(
      fc.property(preferences, (all) => {
        expect(readPreferences(all)).toEqual(all);
      }),
    );
  });
});

describe('a change', () => {
  test('of one member leaves the others as they are', async () => {
    await preferencesItem.set(chosen);
    await env.run({ type: 'set_preferences', changes: { threshold: null } });
    expect(await preferencesItem.get()).toEqual({ ...chosen, threshold: null });
  });

  test('is not lost to another one at the same time', async () => {
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

  test('that does not fit is not carried out', async () => {
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

describe('a threshold', () => {
  test.each([
    ['5', 5],
    [' 5.50 ', 5.5],
    ['5,50', 5.5],
    ['５．５０', 5.5],
    ['５，５', 5.5],
    ['¥5', 5],
    ['5 元', 5],
    ['1,234.50', 1234.5],
    ['0', 0],
    ['1500', 1500],
  ])('%j is %d', (typed, threshold) => {
    expect(parseThreshold(typed)).toEqual({ ok: true, threshold });
  });

  test.each([[''], ['   '], ['\u3000']])('%j is none', (typed) => {
    expect(parseThreshold(typed)).toEqual({ ok: true, threshold: null });
  });

  test.each([['five'], ['-5'], ['5%'], ['1,234'], ['1.234'], ['5 6'], ['1e3'], ['∞'], ['5..5']])(
    '%j is not taken for an amount',
    (typed) => {
      expect(parseThreshold(typed)).toEqual({ ok: false });
    },
  );

  test('is written so that it reads the same again', () => {
    expect(formatThreshold(null, 'en')).toBe('');
    expect(formatThreshold(1234.5, 'zh-CN')).toBe('1234.5');
    expect(formatThreshold(1.234, 'en')).toBe('1.2340');
    const amount = fc.tuple(fc.nat(10 ** 9), fc.nat(6)).map(([n, places]) => n / 10 ** places);
    fc.assert(
      fc.property(amount, fc.constantFrom('en', 'zh-CN'), (threshold, language) => {
        const text = formatThreshold(threshold, language);
        expect(parseThreshold(text)).toEqual({ ok: true, threshold });
      }),
    );
  });
});

describe('a notification', () => {
  const off = { lowBalanceNotification: false, creditNotification: false };
  const stored = async () => {
    const { lowBalanceNotification, creditNotification } = await preferencesItem.get();
    return { lowBalanceNotification, creditNotification };
  };

  beforeEach(() => listen(env.background));

  test('is switched on once the browser allows it', async () => {
    expect(await switchNotification('lowBalanceNotification', true, off)).toBe('on');
    expect(log.requested).toEqual([{ permissions: ['notifications'] }]);
    expect(await stored()).toEqual({ lowBalanceNotification: true, creditNotification: false });
  });

  test('stays off where the browser does not', async () => {
    log.allows = false;
    expect(await switchNotification('creditNotification', true, off)).toBe('refused');
    expect(await stored()).toEqual(off);
    vi.spyOn(console, 'warn').mockReturnValue();
    Object.assign(fakeBrowser.permissions, { request: () => Promise.reject(new Error('gesture')) });
    expect(await switchNotification('creditNotification', true, off)).toBe('refused');
    expect(await stored()).toEqual(off);
  });

  test('is asked for before anything else is awaited', async () => {
    const switched = switchNotification('lowBalanceNotification', true, off);
    expect(log.requested).toHaveLength(1);
    await switched;
  });

  test('is switched off without a question', async () => {
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

  test('is off while the permission is gone, and comes back only where it is wanted', async () => {
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
