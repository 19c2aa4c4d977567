import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { verdictOnResult } from '../../../extension/components/address-messages.ts';
import { VerdictText } from '../../../extension/components/ProxyAddressForm.tsx';
import { type AccountState, INITIAL_STATE } from '../../../extension/domain/account-state.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../../extension/domain/preferences.ts';
import { noticeSaid } from '../../../extension/entrypoints/options/LowBalancePanel.tsx';
import { Settings } from '../../../extension/entrypoints/options/Options.tsx';
import { duration } from '../../../extension/entrypoints/options/RefreshPanel.tsx';
import { readSettings, readShortcut } from '../../../extension/entrypoints/options/stored-items.ts';
import { saveThreshold, unitWords } from '../../../extension/entrypoints/options/Threshold.tsx';
import { browserName } from '../../../extension/i18n/browser-name.ts';
import { accountItem, preferencesItem } from '../../../extension/storage/items.ts';
import {
  account,
  createTestEnvironment,
  PROXY,
} from '../../support/extension/background-environment.ts';
import { type FakePermissions, resetBrowser } from '../../support/extension/browser.ts';

let log: FakePermissions;

beforeEach(() => {
  log = resetBrowser();
});

const ADA: AccountState = { phase: 'signed_in', account: account(), problem: null };

interface Shown {
  state?: AccountState;
  preferences?: Partial<Preferences>;
  mayNotify?: boolean;
  shortcut?: string | null;
}

function page({ state = ADA, preferences, mayNotify = true, shortcut = null }: Shown = {}) {
  const chosen = { ...DEFAULT_PREFERENCES, ...preferences };
  const stored = { address: PROXY, state, preferences: chosen, history: null };
  const html = renderToStaticMarkup(<Settings first={{ stored, mayNotify, shortcut }} />);
  const text = html.replace(/<[^>]+>/gu, ' ').replace(/\s+/gu, ' ');
  const isOn = (id: string) =>
    /aria-checked="(true|false)"/u.exec(
      /<button[^>]*>/gu[Symbol.match](html)?.find((tag) => tag.includes(`id="${id}"`)) ?? '',
    )?.[1];
  return { html, text, isOn };
}

describe('the settings page', () => {
  test.each([
    ['en', 'Proxy address', 'Notify below', 'Save', 'Refresh interval'],
    ['zh_CN', '代理地址', '余额低于此值时提醒', '保存', '刷新间隔'],
  ] as const)('in %s has one heading, one main, and its fields by name', (language, ...names) => {
    resetBrowser(language);
    const [address, threshold, save, interval] = names;
    const { html, text } = page({ preferences: { threshold: 5.5 } });
    expect(html.match(/<h1/gu)).toHaveLength(1);
    expect(html.match(/<main/gu)).toHaveLength(1);
    for (const [id, name] of [
      ['proxy-address', address],
      ['threshold', threshold],
      ['minutes', interval],
    ] as const) {
      expect(html).toContain(`<label for="${id}">${name}</label>`);
    }
    expect(html).toContain(`value="${PROXY}"`);
    expect(html).toContain('value="5.5"');
    expect([...html.matchAll(/<button type="submit"[^>]*>([^<]*)/gu)].map(([, n]) => n)).toEqual([
      save,
    ]);
    expect(text).not.toMatch(/\$|undefined|null|NaN|\[object/u);
  });

  test('names each switch and each field, and describes it by things that are there', () => {
    const { html } = page();
    const ids = [...html.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const named = [...html.matchAll(/ (?:aria-labelledby|aria-describedby|for)="([^"]+)"/gu)];
    expect(named.length).toBeGreaterThan(10);
    for (const [, list = ''] of named) {
      for (const id of list.split(' ')) expect(ids).toContain(id);
    }
  });

  test('shows what was chosen', () => {
    const defaults = page();
    expect(defaults.html).toContain('<option value="10" selected="">10 minutes</option>');
    expect(['badge', 'lowBalanceNotification', 'creditNotification'].map(defaults.isOn)).toEqual([
      'true',
      'false',
      'false',
    ]);
    const other = page({
      preferences: {
        minutes: 60,
        badge: false,
        lowBalanceNotification: true,
        creditNotification: true,
      },
    });
    expect(other.html).toContain('<option value="60" selected="">1 hour</option>');
    expect(['badge', 'lowBalanceNotification', 'creditNotification'].map(other.isOn)).toEqual([
      'false',
      'true',
      'true',
    ]);
  });

  test('shows notifications as off where their permission is gone', () => {
    const preferences = { lowBalanceNotification: true, creditNotification: true };
    const { isOn } = page({ preferences, mayNotify: false });
    expect(['lowBalanceNotification', 'creditNotification'].map(isOn)).toEqual(['false', 'false']);
  });

  test('says which keys open the popup, where they are set, and where the language comes from', () => {
    const { text } = page({ shortcut: 'Alt+Shift+Y' });
    expect(text).toContain('Alt+Shift+Y opens the popup.');
    expect(text).toContain('chrome://extensions/shortcuts');
    expect(text).toContain('The language follows your browser’s.');
    expect(page().text).toContain('No keyboard shortcut opens the popup yet.');
  });

  test('leads back to the first steps', () => {
    expect(page().html).toMatch(/<a href="[^"]*\/welcome\.html">First steps<\/a>/u);
  });
});

describe('the unit of the amount', () => {
  test('is that of the balance, which is shown as its example', () => {
    expect(page().text).toContain('Your platform writes your balance as 750.00');
    expect(page({ state: INITIAL_STATE }).text).toContain('the unit in which your platform writes');
  });

  test('is shown without the balance where that is hidden', () => {
    const { html } = page({ preferences: { hidden: true } });
    expect(html).not.toContain('750');
    expect(unitWords('1,2k', true)).not.toContain('1,2k');
  });

  test('is no use where no number can be read: that is said, and the feature stays off', () => {
    for (const balance of ['∞', '1.2k', '1,234']) {
      expect(unitWords(balance, false)).toBe(
        'No number can be read from the way your platform writes your balance, so no warning is possible. This stays off.',
      );
    }
  });
});

describe('saving the amount', () => {
  beforeEach(() => listen(createTestEnvironment().background));

  test.each([
    ['5,50', 5.5, 'Saved: warning below 5.5'],
    ['１２３４.5', 1234.5, 'Saved: warning below 1,234.5'],
    ['', null, 'Saved: no warning'],
  ])('%j', async (typed, threshold, words) => {
    await preferencesItem.set({ ...DEFAULT_PREFERENCES, threshold: 7 });
    expect(await saveThreshold(typed)).toEqual({ kind: 'confirmed', words });
    expect((await preferencesItem.get()).threshold).toBe(threshold);
  });

  test.each(['five', '-5', '1,234'])('%j is refused and changes nothing', async (typed) => {
    await preferencesItem.set({ ...DEFAULT_PREFERENCES, threshold: 7 });
    expect(await saveThreshold(typed)).toMatchObject({
      kind: 'problem',
      saying: { title: 'thresholdWrong' },
    });
    expect(await preferencesItem.get()).toEqual({ ...DEFAULT_PREFERENCES, threshold: 7 });
  });
});

test('what became of a notification is said in words of its own', () => {
  expect(noticeSaid('on')).toEqual({ kind: 'confirmed', words: 'Saved: on' });
  expect(noticeSaid('off')).toEqual({ kind: 'confirmed', words: 'Saved: off' });
  expect(noticeSaid('refused')).toMatchObject({ saying: { title: 'notificationsRefused' } });
});

test('a duration is written in the language', () => {
  expect([5, 30, 60].map((minutes) => duration(minutes, 'en'))).toEqual([
    '5 minutes',
    '30 minutes',
    '1 hour',
  ]);
  expect([5, 60].map((minutes) => duration(minutes, 'zh-CN'))).toEqual(['5分钟', '1小时']);
});

describe('the verdict on an address', () => {
  const shown = (result: Parameters<typeof verdictOnResult>[0]) =>
    renderToStaticMarkup(
      <VerdictText
        verdict={verdictOnResult(result, 'chrome-extension://abc')}
        typed={PROXY}
        onUse={() => undefined}
      />,
    );

  test('names what else answers, as text, and what stays in use', () => {
    const title = '<img src=x onerror=alert(1)>';
    const html = shown({
      kind: 'refused',
      reason: 'something_else',
      detectedServer: { kind: 'page', title, server: null },
      address: 'https://shop.example.com',
      inUse: PROXY,
    });
    expect(html).toContain('It seems to be the web page “&lt;img src=x');
    expect(html).not.toContain('<img');
    expect(html).toContain(`Still in use: ${PROXY}`);
    expect(html).not.toContain('<button');
  });

  test('leads to a tab where the certificate may be to blame', () => {
    const html = shown({
      kind: 'refused',
      reason: 'unreachable',
      address: 'https://balance.example.com',
      inUse: PROXY,
    });
    expect(html).toContain('certificate');
    expect(html).toMatch(/<button[^>]*>Open in a tab<\/button>/u);
  });

  test('says both that it is saved and what is wrong with the proxy', () => {
    const html = shown({
      kind: 'saved',
      address: PROXY,
      version: '0.1.0',
      platform: 'https://api.kr777.top',
      warning: 'platform_misconfigured',
    });
    expect(html).toContain('Saved');
    expect(html).toContain('OAUTH_CLIENT_ID');
  });
});

describe('what the page begins with', () => {
  const { commands: original } = fakeBrowser;
  // Other files share this browser.
  afterEach(() => Object.assign(fakeBrowser, { commands: original }));

  test('is what storage and the browser hold', async () => {
    await accountItem.set(ADA);
    await preferencesItem.set({ ...DEFAULT_PREFERENCES, minutes: 5 });
    log.granted.add('notifications');
    const commands = [
      { name: 'other', shortcut: 'Alt+O' },
      { name: '_execute_action', shortcut: 'Alt+Shift+Y' },
    ];
    Object.assign(fakeBrowser, { commands: { getAll: async () => commands } });
    expect(await readSettings()).toEqual({
      stored: {
        address: PROXY,
        state: ADA,
        preferences: { ...DEFAULT_PREFERENCES, minutes: 5 },
        history: null,
      },
      mayNotify: true,
      shortcut: 'Alt+Shift+Y',
    });
  });

  test.each([[[]], [[{ name: '_execute_action', shortcut: '' }]], [undefined]])(
    'has no keys where the browser gives %j',
    async (commands) => {
      const getAll = commands && { getAll: async () => commands };
      Object.assign(fakeBrowser, { commands: getAll });
      expect(await readShortcut()).toBeNull();
    },
  );
});

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0', 'firefox'],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    'edge',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36', 'chrome'],
])('%s is %s', (userAgent, name) => {
  expect(browserName(userAgent)).toBe(name);
});
