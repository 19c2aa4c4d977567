import { browser } from './browser.ts';
import { safely } from './safely.ts';

/** An opened tab. Its id is missing if the browser did not report one. */
type OpenedTab = { id?: number | undefined };

/**
 * Opens `url` in a new tab of a normal window. The user's sessions at the platform and the proxy exist in normal
 * windows only, but browsers open tabs in the focused window, which may be private. If no normal window can be
 * used, the browser chooses. Rejects if no tab opens.
 */
export async function openTab(url: string): Promise<OpenedTab> {
  const opened = await openOutsidePrivateWindows(url).catch(() => null);
  return opened ?? (await browser.tabs.create({ url })) ?? {};
}

/** Resolves to `null` without a private window, and in browsers without windows (Firefox for Android). */
async function openOutsidePrivateWindows(url: string): Promise<OpenedTab | null> {
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
