import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { withExtensionName } from '../../extension/build/branded-files.ts';
import { readBuildConfig } from '../../extension/build/build-config.ts';

const DEFAULTS = {
  proxyUrl: 'http://localhost:8787',
  names: null,
  icon: null,
  firefoxId: 'balance-companion@self-hosted',
  firefoxDataCollection: ['none'],
};

describe('the settings of a build', () => {
  test.each([[{}], [{ WXT_PROXY_URL: '', WXT_NAME: '', WXT_ICON: ' ', WXT_FIREFOX_ID: '' }]])(
    '%j: our own name and icon, and a proxy on this machine',
    (env) => {
      expect(readBuildConfig(env)).toEqual(DEFAULTS);
    },
  );

  test.each([
    ['https://wallet.example.com', 'https://wallet.example.com'],
    ['https://wallet.example.com/', 'https://wallet.example.com'],
    ['http://localhost:9000', 'http://localhost:9000'],
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000'],
  ])('WXT_PROXY_URL=%s is taken', (address, proxyUrl) => {
    expect(readBuildConfig({ WXT_PROXY_URL: address })).toEqual({ ...DEFAULTS, proxyUrl });
  });

  test('one name is for both languages, unless there is a Chinese one', () => {
    expect(readBuildConfig({ WXT_NAME: 'Wallet' }).names).toEqual({
      en: 'Wallet',
      zh_CN: 'Wallet',
    });
    const env = { WXT_NAME: 'Wallet', WXT_NAME_ZH_CN: '钱包' };
    expect(readBuildConfig(env).names).toEqual({ en: 'Wallet', zh_CN: '钱包' });
  });

  test.each(['wallet@example.com', '@wallet', '{0C4A8F52-6f0e-4f0b-9a57-6d1f8e1d2b3c}'])(
    'WXT_FIREFOX_ID=%s is taken',
    (id) => {
      expect(readBuildConfig({ WXT_FIREFOX_ID: id }).firefoxId).toBe(id);
    },
  );

  test.each([
    ['WXT_PROXY_URL', 'wallet.example.com', /is not the address of a proxy/],
    ['WXT_PROXY_URL', 'http://wallet.example.com', /https/],
    ['WXT_PROXY_URL', 'https://wallet.example.com/proxy', /no path/],
    ['WXT_PROXY_URL', 'https://me:secret@wallet.example.com', /is not the address of a proxy/],
    ['WXT_PROXY_URL', 'ftp://wallet.example.com', /is not the address of a proxy/],
    ['WXT_NAME', 'W', /too short .* 2 to 45 characters/],
    ['WXT_NAME', 'W'.repeat(46), /too long .* 2 to 45 characters/],
    ['WXT_NAME', 'Pay$NAME$', /no \$/],
    ['WXT_NAME', 'Team\nWallet', /on one line/],
    ['WXT_NAME_ZH_CN', '钱包', /WXT_NAME, the name in English, is not/],
    ['WXT_FIREFOX_ID', 'wallet', /is not the id of an add-on/],
    ['WXT_FIREFOX_ID', `${'w'.repeat(80)}@example.com`, /is not the id of an add-on/],
    ['WXT_FIREFOX_DATA_COLLECTION', 'everything', /must be none, or of these/],
    ['WXT_FIREFOX_DATA_COLLECTION', 'none,locationInfo', /must be none, or of these/],
  ])('%s=%j is refused', (name, value, problem) => {
    expect(() => readBuildConfig({ [name]: value })).toThrow(problem);
    expect(() => readBuildConfig({ [name]: value })).toThrow(name);
  });

  test('all that is wrong is named at once', () => {
    const env = { WXT_PROXY_URL: 'wallet', WXT_NAME: 'W', WXT_FIREFOX_ID: 'wallet' };
    expect(() => readBuildConfig(env)).toThrow(/^WXT_NAME .*\nWXT_PROXY_URL .*\nWXT_FIREFOX_ID /);
  });
});

describe('the name in the messages', () => {
  /** What the proxy is, whatever the extension is called. */
  const OF_THE_PROXY = /Balance Companion proxy|余额伴侣的?代理/;

  test.each(['en', 'zh_CN'])(
    'of %s is in one place each, so that another can take it',
    (language) => {
      const path = `../../extension/public/_locales/${language}/messages.json`;
      const text = readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
      const messages = JSON.parse(text);
      const ours = messages.extensionName.message;
      expect(withExtensionName(messages, ours)).toEqual(messages);
      const left = Object.entries(withExtensionName(messages, 'Wallet')).filter(([, message]) => {
        return JSON.stringify(message).replace(OF_THE_PROXY, '').includes(ours);
      });
      expect(left).toEqual([]);
    },
  );
});
