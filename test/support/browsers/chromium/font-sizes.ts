import type { Browser } from 'puppeteer-core';
import type { FontSizes } from '../browser-under-test.ts';

/** The private API of chrome://settings. */
declare const chrome: {
  settingsPrivate: { setPref(name: string, value: number): Promise<boolean> };
};

/** Sets the font sizes like the browser's settings page. */
export async function setFontSizes(browser: Browser, sizes: FontSizes): Promise<void> {
  const settings = await browser.newPage();
  try {
    await settings.goto('chrome://settings/fonts', { waitUntil: 'domcontentloaded' });
    await settings.evaluate(
      async (smallest, usual) => {
        await chrome.settingsPrivate.setPref('webkit.webprefs.minimum_font_size', smallest);
        await chrome.settingsPrivate.setPref('webkit.webprefs.default_font_size', usual);
      },
      sizes.smallest,
      sizes.usual,
    );
  } finally {
    await settings.close();
  }
}
