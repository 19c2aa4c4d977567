import { browser } from '../browser/browser.ts';

/**
 * Opens the popup if the browser can. Some browsers want a click first, lack the method, or have no window to
 * open it in.
 */
export async function openPopup(): Promise<void> {
  try {
    await browser.action.openPopup();
  } catch {}
}
