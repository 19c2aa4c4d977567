import { browser } from 'wxt/browser';
import type { Login } from '../storage/items.ts';

type Place = Pick<Login, 'tabId' | 'windowId'>;

/** Whether this browser has windows; Firefox for Android has only tabs. */
function hasWindows(): boolean {
  return browser.windows?.create !== undefined;
}

/** Opens `url` in a small window, or in a tab where there are no windows. Rejects if neither opens. */
export async function openPlace(url: string): Promise<Place> {
  if (!hasWindows()) {
    const tab = await browser.tabs.create({ url });
    return { tabId: idOf(tab), windowId: null };
  }
  const opened = await browser.windows.create({ type: 'popup', url, width: 480, height: 720 });
  const windowId = opened?.id;
  if (windowId === undefined) throw new Error('The sign-in window did not open.');
  const [tab] = opened?.tabs ?? (await browser.tabs.query({ windowId }));
  return { tabId: idOf(tab), windowId };
}

/** Brings the place to the front; `false` where it is gone. */
export async function focusPlace({ tabId, windowId }: Place): Promise<boolean> {
  try {
    if (windowId === null) await browser.tabs.update(tabId, { active: true });
    else await browser.windows.update(windowId, { focused: true });
    return true;
  } catch {
    return false;
  }
}

/** Closes the place; one that is gone already is fine. */
export async function closePlace({ tabId, windowId }: Place): Promise<void> {
  try {
    if (windowId === null) await browser.tabs.remove(tabId);
    else await browser.windows.remove(windowId);
  } catch {}
}

/** The URL that the place shows, as far as the extension may know it; `null` where it is gone. */
export async function urlOfPlace({ tabId }: Place): Promise<string | undefined | null> {
  try {
    return (await browser.tabs.get(tabId)).url;
  } catch {
    return null;
  }
}

function idOf(tab: { id?: number | undefined } | undefined): number {
  if (tab?.id === undefined) throw new Error('The sign-in tab did not open.');
  return tab.id;
}
