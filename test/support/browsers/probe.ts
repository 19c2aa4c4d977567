import type { Browser } from 'wxt/browser';
import type { View } from './view.ts';

/** A file of the extension, opened as a page: it has the extension's permissions and runs none of its code. */
export const PROBE_PATH = '/manifest.json';

declare const chrome: typeof Browser;

export interface Badge {
  readonly text: string;
  /** `#rrggbb`, lower case. */
  readonly color: string;
  readonly title: string;
}

export interface ExtensionStorage {
  readonly local: Readonly<Record<string, unknown>>;
  readonly session: Readonly<Record<string, unknown>>;
  readonly sync: Readonly<Record<string, unknown>>;
  /** Storage that every web page has. */
  readonly pages: {
    readonly localStorage: Readonly<Record<string, string>>;
    readonly databases: readonly string[];
    readonly caches: readonly string[];
  };
}

/** The badge and tooltip of the toolbar button. */
export function readBadge(probe: View): Promise<Badge> {
  return probe.evaluate(async () => {
    const [text, color, title] = await Promise.all([
      chrome.action.getBadgeText({}),
      chrome.action.getBadgeBackgroundColor({}),
      chrome.action.getTitle({}),
    ]);
    const hex = color.slice(0, 3).map((part) => part.toString(16).padStart(2, '0'));
    return { text, color: `#${hex.join('')}`, title };
  });
}

export function readStorage(probe: View): Promise<ExtensionStorage> {
  return probe.evaluate(async () => {
    const [local, session, sync, databases, caches] = await Promise.all([
      chrome.storage.local.get(null),
      chrome.storage.session.get(null),
      chrome.storage.sync.get(null),
      indexedDB.databases().then((all) => all.map(({ name }) => name ?? '')),
      // Firefox has no caches outside secure contexts.
      globalThis.caches?.keys().catch(() => []) ?? [],
    ]);
    return {
      local,
      session,
      sync,
      pages: { localStorage: { ...localStorage }, databases, caches },
    };
  });
}

/** Closes the tab of the extension's page at `url`. Resolves to whether there was one. */
export function closeTab(probe: View, url: string): Promise<boolean> {
  return probe.evaluate(async (wanted) => {
    const tab = (await chrome.tabs.query({})).find((one) => one.url === wanted);
    if (tab?.id === undefined) return false;
    await chrome.tabs.remove(tab.id);
    return true;
  }, url);
}

/** Writes items to `storage.local`. */
export async function writeStorage(
  probe: View,
  items: Readonly<Record<string, unknown>>,
): Promise<void> {
  await probe.evaluate((all) => chrome.storage.local.set(all), items);
}

/** Clears storage, alarms and badge. */
export function clearData(probe: View): Promise<void> {
  return probe.evaluate(async () => {
    const { local, session, sync } = chrome.storage;
    await Promise.all([local, session, sync].map((area) => area.clear()));
    localStorage.clear();
    await chrome.alarms.clearAll();
    await chrome.action.setBadgeText({ text: '' });
    await chrome.action.setTitle({ title: '' });
  });
}

/** The granted permissions, as one string. */
export function readPermissions(probe: View): Promise<string> {
  return probe.evaluate(async () => {
    const { origins = [], permissions = [] } = await chrome.permissions.getAll();
    return JSON.stringify([...origins, ...permissions].sort());
  });
}

/** The ids of the visible notifications. */
export function readNotifications(probe: View): Promise<string[]> {
  return probe.evaluate(async () => Object.keys((await chrome.notifications?.getAll()) ?? {}));
}

export function readGrantedHosts(probe: View): Promise<string[]> {
  return probe.evaluate(async () => [...new Set((await chrome.permissions.getAll()).origins)]);
}

/** Opens the popup of the toolbar button in the probe's window, and closes an open one. */
export async function openToolbarPopup(probe: View): Promise<void> {
  await probe.evaluate(async () => {
    // The package's own type of a window has no methods.
    const popups = chrome.extension.getViews({ type: 'popup' }) as unknown as Window[];
    for (const popup of popups) popup.close();
    const { id = 0 } = await chrome.windows.getCurrent();
    await chrome.windows.update(id, { focused: true });
    await chrome.action.openPopup({ windowId: id });
  });
}

/** Requests a host permission, as after a click. */
export async function requestHost(probe: View, pattern: string): Promise<void> {
  await probe.evaluate((origin) => chrome.permissions.request({ origins: [origin] }), pattern);
}
