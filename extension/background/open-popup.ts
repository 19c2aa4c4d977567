import { browser } from '../browser/browser.ts';

/** Opens the popup where the browser lets us: some want a click for that, some have no such call, and some no window to open it in. */
export async function openPopup(): Promise<void> {
  try {
    await browser.action.openPopup();
  } catch {}
}
