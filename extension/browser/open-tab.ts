import { browser } from './browser.ts';
import { safely } from './safely.ts';

/** A tab that was opened; without an id where the browser did not name it. */
type Opened = { id?: number | undefined };

/**
 * Opens `url` in a new tab outside private windows. The user is signed in at the platform and at the proxy in normal
 * windows alone, while a browser opens a tab in the window that has the focus, which may be a private one. Where no
 * normal window can be had, the browser chooses. Rejects if no tab opens.
 */
export async function openTab(url: string): Promise<Opened> {
  const opened = await openOutsidePrivateWindows(url).catch(() => null);
  return opened ?? (await browser.tabs.create({ url })) ?? {};
}

/** `null` where no private window is open, and where the browser has no windows (Firefox for Android). */
async function openOutsidePrivateWindows(url: string): Promise<Opened | null> {
  const windows = (await browser.windows?.getAll({ windowTypes: ['normal'] })) ?? [];
  if (!windows.some(({ incognito }) => incognito)) return null;
  const normal = windows.filter(({ incognito }) => !incognito);
  const { id: windowId } = normal.find(({ focused }) => focused) ?? normal[0] ?? {};
  if (windowId === undefined) {
    const created = await browser.windows.create({ url, incognito: false });
    return created?.tabs?.[0] ?? {};
  }
  const tab = await browser.tabs.create({ url, windowId });
  safely(() => browser.windows.update(windowId, { focused: true }));
  return tab ?? {};
}
