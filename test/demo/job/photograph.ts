import type { View } from '../../browsers/view.ts';

/** Takes a picture of a page: of the popup in the size that it has under its button, of others as they are. */
export async function photograph(view: View, path: string): Promise<void> {
  const popup = await view.evaluate(() => {
    if (!location.protocol.includes('extension')) return null;
    const { offsetWidth: width, offsetHeight: height } = document.body;
    return { width, height };
  });
  if (popup) await view.resize(popup.width, popup.height);
  await view.screenshot(path);
}
