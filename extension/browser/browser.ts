import { browser as wxtBrowser } from 'wxt/browser';
import { withTimeLimits } from './time-limits.ts';

/**
 * The browser's extension API with a time limit on every asynchronous call: a promise that does not settle in
 * time rejects. All code of the extension uses this object. As usual, members that the browser lacks are `undefined`.
 */
export const browser = withTimeLimits(wxtBrowser, '') as typeof wxtBrowser;

/** The extension's own origin, such as `chrome-extension://ID`. */
export function extensionOrigin(): string {
  return browser.runtime.getURL('/').replace(/\/$/u, '');
}
