import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { feedbackOnSave } from '../../../extension/components/address-feedback.ts';
import { FeedbackText } from '../../../extension/components/FeedbackText.tsx';
import { FIRST_ID, INITIAL_LIST } from '../../../extension/domain/account-list.ts';
import { type AccountState, INITIAL_STATE } from '../../../extension/domain/account-state.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../../extension/domain/preferences.ts';
import { OptionsPage } from '../../../extension/entrypoints/options/OptionsPage.tsx';
import {
  readInitialData,
  readShortcut,
} from '../../../extension/entrypoints/options/stored-items.ts';
import { switchNotification } from '../../../extension/entrypoints/options/switch-notification.ts';
import { saveThreshold, unitHint } from '../../../extension/entrypoints/options/ThresholdField.tsx';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { PROXY } from '../../support/extension/fixtures.ts';
import { signedIn, storedAccount } from '../../support/extension/states.ts';
import { accountItem, preferencesItem } from '../../support/extension/stored-items.ts';
import { BROKEN_TEXT, rendered } from './rendered.ts';

setUpEnvironment();

interface Options {
  state?: AccountState;
  preferences?: Partial<Preferences>;
  mayNotify?: boolean;
  shortcut?: string | null;
}

const SWITCHES = ['lowBalanceNotification', 'creditNotification', 'badge', 'hidden'];

function page(options: Options = {}) {
  const { state = signedIn(), preferences, mayNotify = true, shortcut = null } = options;
  const account = storedAccount(state, preferences);
  const stored = { accounts: [account], all: [account], active: account, shown: account };
  const shown = rendered(<OptionsPage initial={{ stored, mayNotify, shortcut }} />);
  const isOn = (id: string) => {
    const tag = shown.html.match(/<button[^>]*>/gu)?.find((one) => one.includes(`id="${id}"`));
    return /aria-checked="true"/u.test(tag ?? '');
  };
  return { ...shown, switches: SWITCHES.map(isOn) };
}

describe('the options page', () => {
  test.each([
    ['en', 'Proxy address', 'Notify below', 'Save', 'Refresh interval'],
    ['zh_CN', '代理地址', '余额低于此值时提醒', '保存', '刷新间隔'],
  ] as const)('has one heading, one main and labelled fields: %s', (language, ...names) => {
    resetBrowser(language);
    const [address, threshold, save, interval] = names;
    const { all, html, headings, mains, text } = page({ preferences: { threshold: 5.5 } });
    expect(headings).toHaveLength(1);
    expect(mains).toBe(1);
    for (const [id, name] of [
      ['proxy-address', address],
      ['threshold', threshold],
      ['minutes', interval],
    ] as const) {
      expect(html).toContain(`<label for="${id}">${name}</label>`);
    }
    expect(html).toContain(`value="${PROXY}"`);
    expect(html).toContain('value="5.5"');
    expect(all(/<button type="submit"[^>]*>([^<]*)/gu)).toEqual([save]);
    expect(text).not.toMatch(BROKEN_TEXT);
  });

  test('labels and describes controls by elements that exist', () => {
    const { html, ids } = page();
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...html.matchAll(/ (?:aria-labelledby|aria-describedby|for)="([^"]+)"/gu)];
    expect(references.length).toBeGreaterThan(10);
    for (const [, list = ''] of references) {
      for (const id of list.split(' ')) expect(ids).toContain(id);
    }
  });

  test('shows the preferences', () => {
    const defaults = page();
    expect(defaults.html).toContain('<option value="10" selected="">10 minutes</option>');
    expect(defaults.switches).toEqual([false, false, true, false]);
    const notifications = { lowBalanceNotification: true, creditNotification: true };
    const other = page({
      preferences: { minutes: 60, badge: false, hidden: true, ...notifications },
    });
    expect(other.html).toContain('<option value="60" selected="">1 hour</option>');
    expect(other.switches).toEqual([true, true, false, true]);
    const withoutPermission = page({ preferences: notifications, mayNotify: false });
    expect(withoutPermission.switches).toEqual([false, false, true, false]);
    resetBrowser('zh_CN');
    expect(page().text).toContain('5 分钟 10 分钟 30 分钟 1 小时');
  });

  test('shows the shortcut, where to change it, and where the language comes from', () => {
    const { text } = page({ shortcut: 'Alt+Shift+Y' });
    expect(text).toContain('Alt+Shift+Y opens the popup.');
    expect(text).toContain('chrome://extensions/shortcuts');
    expect(text).toContain('The language follows your browser’s.');
    expect(page().text).toContain('No keyboard shortcut opens the popup yet.');
  });

  test('links to the welcome page', () => {
    expect(page().html).toMatch(/<a href="[^"]*\/welcome\.html">First steps<\/a>/u);
  });
});

describe('the threshold', () => {
  beforeEach(() => listen(env.background));

  test('names the unit by the example of the balance, unless that is hidden', () => {
    expect(page().text).toContain('Your platform writes your balance as 750.00');
    expect(page({ state: INITIAL_STATE }).text).toContain('the unit in which your platform writes');
    expect(page({ preferences: { hidden: true } }).html).not.toContain('750');
    expect(unitHint('¥ 5.00', false)).toContain('¥\u00a05.00');
  });

  test.each(['∞', '1.2k', '1,234'])('cannot work with the balance %s', (balance) => {
    const { html, text } = page({ state: signedIn({ balance_formatted: balance }) });
    const disabled = html.match(/<(?:input|select|button)[^>]* disabled=""[^>]*>/gu) ?? [];
    expect(disabled.map((tag) => / id="([^"]*)"/u.exec(tag)?.[1]).join(' ')).toBe(
      'threshold lowBalanceNotification creditNotification budget budget-period budgetBadge budgetNotification',
    );
    expect(text.split('No number can be read')).toHaveLength(3);
    expect(text).not.toContain('the same unit');
  });

  test.each([
    ['5,50', 5.5, 'Saved'],
    ['１２３４.5', 1234.5, 'Saved'],
    ['0.00005', 0.00005, 'Saved'],
    ['', null, 'Saved: no warning'],
  ])('%j is saved', async (typed, threshold, text) => {
    await preferencesItem.set({ ...DEFAULT_PREFERENCES, threshold: 7 });
    expect(await saveThreshold(typed, FIRST_ID)).toEqual({ kind: 'confirmed', text });
    expect((await preferencesItem.get()).threshold).toBe(threshold);
  });

  test.each(['five', '-5', '1,234'])('%j is refused and changes nothing', async (typed) => {
    await preferencesItem.set({ ...DEFAULT_PREFERENCES, threshold: 7 });
    const result = { kind: 'problem', message: { title: 'thresholdWrong' } };
    expect(await saveThreshold(typed, FIRST_ID)).toMatchObject(result);
    expect(await preferencesItem.get()).toEqual({ ...DEFAULT_PREFERENCES, threshold: 7 });
  });
});

describe('a notification', () => {
  const NONE = {
    lowBalanceNotification: false,
    creditNotification: false,
    budgetNotification: false,
  };
  const LOW_BALANCE = { ...NONE, lowBalanceNotification: true };
  const REFUSED = { kind: 'problem', message: { title: 'notificationsRefused' } };

  beforeEach(() => listen(env.background));

  test('is switched on alone with the permission, and off without a request', async () => {
    await preferencesItem.set({ ...DEFAULT_PREFERENCES, creditNotification: true });
    const switched = switchNotification(FIRST_ID, 'lowBalanceNotification', true, NONE);
    // Browsers allow the request only before anything is awaited.
    expect(env.permissions.requested).toEqual([{ permissions: ['notifications'] }]);
    expect(await switched).toEqual({ kind: 'confirmed', text: 'Saved: on' });
    expect(await preferencesItem.get()).toMatchObject(LOW_BALANCE);
    const off = await switchNotification(FIRST_ID, 'lowBalanceNotification', false, LOW_BALANCE);
    expect(off).toEqual({ kind: 'confirmed', text: 'Saved: off' });
    expect(env.permissions.requested).toHaveLength(1);
    expect(await preferencesItem.get()).toMatchObject(NONE);
  });

  test('stays off if the user refuses or the browser cannot ask', async () => {
    env.permissions.allows = false;
    expect(await switchNotification(FIRST_ID, 'creditNotification', true, NONE)).toMatchObject(
      REFUSED,
    );
    vi.spyOn(console, 'warn').mockReturnValue();
    Object.assign(fakeBrowser.permissions, { request: () => Promise.reject(new Error('gesture')) });
    expect(await switchNotification(FIRST_ID, 'creditNotification', true, NONE)).toMatchObject(
      REFUSED,
    );
    expect(await preferencesItem.get()).toMatchObject(NONE);
  });
});

describe('feedback on an address', () => {
  const none = () => undefined;
  const shown = (result: Parameters<typeof feedbackOnSave>[0]) => {
    const feedback = feedbackOnSave(result, 'chrome-extension://abc');
    return rendered(<FeedbackText feedback={feedback} onUse={none} onRetry={none} />);
  };

  test('names what responds there, as text, and what stays in use', () => {
    const title = '<img src=x onerror=alert(1)>';
    const { html, text } = shown({
      kind: 'refused',
      reason: 'something_else',
      detectedServer: { kind: 'page', title, server: null },
      address: 'https://shop.example.com',
      inUse: PROXY,
    });
    expect(text).toContain('It seems to be the web page “&lt;img src=x');
    expect(html).not.toContain('<img');
    expect(text).toContain(`Still in use: ${PROXY}`);
    expect(html).not.toContain('<button');
  });

  test('confirms the address and warns of a problem of the proxy', () => {
    const { text } = shown({
      kind: 'saved',
      address: PROXY,
      version: '0.1.0',
      platform: 'https://api.kr777.top',
      warning: 'platform_misconfigured',
    });
    expect(text).toContain('Saved');
    expect(text).toContain('OAUTH_CLIENT_ID');
  });
});

describe('the initial data', () => {
  const setCommands = (commands: unknown) =>
    vi.spyOn(fakeBrowser, 'commands', 'get').mockReturnValue(commands as never);

  test('is what storage and the browser hold', async () => {
    const preferences = { ...DEFAULT_PREFERENCES, minutes: 5 } as const;
    await accountItem.set(signedIn());
    await preferencesItem.set(preferences);
    env.permissions.granted.add('notifications');
    const commands = [
      { name: 'other', shortcut: 'Alt+O' },
      { name: '_execute_action', shortcut: 'Alt+Shift+Y' },
    ];
    setCommands({ getAll: async () => commands });
    const account = storedAccount(signedIn(), preferences);
    const accounts = { accounts: [account], all: [account], active: account, shown: account };
    expect(await readInitialData()).toEqual({
      stored: { list: INITIAL_LIST, ...accounts },
      mayNotify: true,
      shortcut: 'Alt+Shift+Y',
    });
  });

  test.each([[[]], [[{ name: '_execute_action', shortcut: '' }]], [undefined]])(
    'has no shortcut if the browser returns %j',
    async (commands) => {
      setCommands(commands && { getAll: async () => commands });
      expect(await readShortcut()).toBeNull();
    },
  );
});
