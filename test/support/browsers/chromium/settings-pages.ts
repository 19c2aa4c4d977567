import type { Browser } from 'puppeteer-core';
import type { FontSizes } from '../engine.ts';

/** The private API of the pages below. */
declare const chrome: {
  developerPrivate: {
    updateExtensionConfiguration(update: {
      extensionId: string;
      hostAccess: string;
    }): Promise<void>;
    addHostPermission(extensionId: string, pattern: string): Promise<void>;
    removeHostPermission(extensionId: string, pattern: string): Promise<void>;
  };
  settingsPrivate: { setPref(name: string, value: number): Promise<boolean> };
};

/** Grants or revokes a host permission like the extension's page in the browser's settings. */
export function setHost(
  browser: Browser,
  extensionId: string,
  pattern: string,
  granted: boolean,
): Promise<void> {
  return runOn(
    browser,
    'chrome://extensions',
    async (id, host, grant) => {
      const { developerPrivate } = chrome;
      if (grant) {
        await developerPrivate.addHostPermission(id, host);
        return;
      }
      await developerPrivate.updateExtensionConfiguration({
        extensionId: id,
        hostAccess: 'ON_SPECIFIC_SITES',
      });
      // The call above revokes hosts granted at install; then there is nothing to remove.
      await developerPrivate.removeHostPermission(id, host).catch(() => undefined);
    },
    extensionId,
    pattern,
    granted,
  );
}

/** Sets the font sizes like the browser's settings page. */
export function setFontSizes(browser: Browser, { smallest, usual }: FontSizes): Promise<void> {
  return runOn(
    browser,
    'chrome://settings/fonts',
    async (minimum, normal) => {
      await chrome.settingsPrivate.setPref('webkit.webprefs.minimum_font_size', minimum);
      await chrome.settingsPrivate.setPref('webkit.webprefs.default_font_size', normal);
    },
    smallest,
    usual,
  );
}

async function runOn<A extends unknown[]>(
  browser: Browser,
  url: string,
  run: (...args: A) => Promise<void>,
  ...args: A
): Promise<void> {
  const page = await browser.newPage();
  try {
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    await page.evaluate(run as (...args: unknown[]) => Promise<void>, ...args);
  } finally {
    await page.close();
  }
}
