import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { BUILT_EXTENSION } from '../support/build/built-extension.ts';
import { BROWSERS } from './suite.ts';

/** Every member that both manifests have. A new one, above all a new permission, needs a decision. */
const SHARED = {
  manifest_version: 3,
  name: '__MSG_extensionName__',
  description: '__MSG_extensionDescription__',
  version: packageJson.version,
  default_locale: 'en',
  icons: Object.fromEntries([16, 32, 48, 96, 128].map((size) => [size, `icon/${size}.png`])),
  permissions: ['storage', 'alarms'],
  optional_permissions: ['notifications'],
  host_permissions: ['http://localhost/*'],
  optional_host_permissions: ['https://*/*', 'http://localhost/*', 'http://127.0.0.1/*'],
  commands: { _execute_action: { suggested_key: { default: 'Alt+Shift+Y' } } },
  action: {
    default_icon: Object.fromEntries(
      [16, 19, 32, 38].map((size) => [size, `toolbar/calm-${size}.png`]),
    ),
    default_title: '__MSG_extensionName__',
    default_area: 'navbar',
    default_popup: 'popup.html',
  },
  options_ui: { open_in_tab: true, page: 'options.html' },
};

const MANIFESTS = {
  chromium: {
    ...SHARED,
    minimum_chrome_version: '116',
    storage: { managed_schema: 'managed-schema.json' },
    background: { service_worker: 'background.js' },
  },
  firefox: {
    ...SHARED,
    background: { scripts: ['background.js'] },
    browser_specific_settings: {
      gecko: {
        id: 'balance-companion@self-hosted',
        strict_min_version: '142.0',
        data_collection_permissions: { required: ['none'] },
      },
    },
  },
};

/** The background opens the welcome page; the manifest does not name it. */
const PAGES = ['popup.html', 'options.html', 'welcome.html'];

describe.each(BROWSERS)('the extension built for %s', (browser) => {
  const folder = BUILT_EXTENSION[browser];
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');

  test('has the expected manifest', () => {
    expect(JSON.parse(read('manifest.json'))).toEqual(MANIFESTS[browser]);
  });

  test('contains every file that the manifest names', () => {
    const files = readdirSync(folder, { recursive: true }).map(String);
    const locales = ['en', 'zh_CN'].map((locale) => `_locales/${locale}/messages.json`);
    const icons = [SHARED.icons, SHARED.action.default_icon].flatMap(Object.values);
    const named = [...PAGES, 'background.js', ...icons, ...locales];
    expect(files).toEqual(expect.arrayContaining(named));
  });

  test.each(PAGES)('has no inline script and no external resource in %s', (page) => {
    const scripts = [...read(page).matchAll(/<script([^>]*)>(.*?)<\/script>/gs)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, text] of scripts) {
      expect(attributes).toMatch(/ src="\/[^"/]/);
      expect(text?.trim()).toBe('');
    }
    expect(read(page)).not.toMatch(/(src|href)="(https?:)?\/\//);
  });
});
