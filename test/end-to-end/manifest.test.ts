import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUILT_EXTENSION } from '../support/build/built-extension.ts';
import { BROWSERS } from './suite.ts';

/** The manifest keys that the extension may use. Each new one needs a decision. */
const ALLOWED_KEYS = new Set([
  'action',
  'background',
  'browser_specific_settings',
  'commands',
  'default_locale',
  'description',
  'host_permissions',
  'icons',
  'manifest_version',
  'minimum_chrome_version',
  'name',
  'optional_host_permissions',
  'optional_permissions',
  'options_ui',
  'permissions',
  'version',
]);

/** Opened by the background; the manifest does not name it. */
const WELCOME_PAGE = 'welcome.html';

describe.each(BROWSERS)('the manifest built for %s', (browser) => {
  const folder = BUILT_EXTENSION[browser];
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));

  test('requires storage, alarms and the host of the proxy; everything else is optional', () => {
    expect(manifest.manifest_version).toBe(3);
    expect([...manifest.permissions].sort()).toEqual(['alarms', 'storage']);
    expect(manifest.optional_permissions).toEqual(['notifications']);
    expect(manifest.host_permissions).toEqual(['http://localhost/*']);
    expect([...manifest.optional_host_permissions].sort()).toEqual([
      'http://127.0.0.1/*',
      'http://localhost/*',
      'https://*/*',
    ]);
  });

  test('has no content scripts, web-accessible resources or CSP of its own', () => {
    expect(Object.keys(manifest).filter((key) => !ALLOWED_KEYS.has(key))).toEqual([]);
  });

  test('declares a background of one file in the form that the browser needs', () => {
    const expected =
      browser === 'chromium' ? { service_worker: 'background.js' } : { scripts: ['background.js'] };
    expect(manifest.background).toEqual(expected);
  });

  test('opens the popup with a shortcut that no browser uses', () => {
    const suggested_key = { default: 'Alt+Shift+Y' };
    expect(manifest.commands).toEqual({ _execute_action: { suggested_key } });
  });

  test('declares to Firefox that no data is collected', () => {
    const gecko = manifest.browser_specific_settings?.gecko;
    if (browser === 'chromium') expect(gecko).toBeUndefined();
    else expect(gecko.data_collection_permissions).toEqual({ required: ['none'] });
  });

  test('names only files that exist', () => {
    const files = new Set(readdirSync(folder, { recursive: true }).map(String));
    const named: string[] = [
      manifest.action.default_popup,
      manifest.options_ui.page,
      WELCOME_PAGE,
      ...Object.values<string>(manifest.icons),
    ];
    expect(named.filter((name) => !files.has(name))).toEqual([]);
    expect(files).toContain('_locales/en/messages.json');
    expect(files).toContain('_locales/zh_CN/messages.json');
  });

  test('names pages without inline scripts and external resources', () => {
    for (const page of [manifest.action.default_popup, manifest.options_ui.page, WELCOME_PAGE]) {
      const markup = readFileSync(join(folder, page), 'utf8');
      const scripts = [...markup.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)];
      expect(scripts.length).toBeGreaterThan(0);
      for (const [, attributes, text] of scripts) {
        expect(attributes).toMatch(/ src="\/[^"/]/);
        expect(text?.trim()).toBe('');
      }
      expect(markup).not.toMatch(/(src|href)="(https?:)?\/\//);
    }
  });
});
