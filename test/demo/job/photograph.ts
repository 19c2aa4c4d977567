import { POPUP_WIDTH } from '../../pictures/capture.ts';
import type { View } from '../../support/browsers/view.ts';

/** Takes a picture of a page: of the popup in the size that it has under its button, of others as they are. */
export async function photograph(view: View, path: string): Promise<void> {
  if (await view.evaluate(() => location.protocol.includes('extension'))) {
    await view.resize(POPUP_WIDTH, 100);
    const height = await view.evaluate(() => document.body.offsetHeight);
    await view.resize(POPUP_WIDTH, height);
  }
  await view.screenshot(path);
}
