import { browser } from '../browser/browser.ts';

/**
 * Opens the popup if the browser can. Some browsers want a click first, lack the method, or have no window to
 * open it in. Resolves to whether it is open.
 */
export async function openPopup(): Promise<boolean> {
  try {
    await browser.action.openPopup();
    return true;
  } catch {
    return false;
  }
}
