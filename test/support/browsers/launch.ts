import type { BrowserName, BrowserUnderTest, LaunchOptions } from './browser-under-test.ts';
import { startChromium } from './chromium/engine.ts';
import { DrivenBrowser } from './driven-browser.ts';
import { startFirefox } from './firefox/engine.ts';

const STARTS = { chromium: startChromium, firefox: startFirefox } as const;

/** Starts a real browser with a new profile and the built extension. */
export function launchBrowser(
  name: BrowserName,
  options: LaunchOptions,
): Promise<BrowserUnderTest> {
  return DrivenBrowser.launch(name, STARTS[name], options);
}
