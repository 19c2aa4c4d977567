import type { Badge, ExtensionStorage } from './browser-under-test.ts';
import type { View } from './view.ts';

/** A file of the extension, opened as a page: it has the extension's permissions and runs none of its code. */
export const PROBE_PATH = '/manifest.json';

/** The part of the WebExtension API that the probe uses. */
interface ExtensionApi {
  readonly action: {
    getBadgeText(of: object): Promise<string>;
    getBadgeBackgroundColor(of: object): Promise<readonly number[]>;
    getTitle(of: object): Promise<string>;
    setBadgeText(change: { text: string }): Promise<void>;
    setTitle(change: { title: string }): Promise<void>;
    openPopup(options: { windowId: number }): Promise<void>;
  };
  readonly alarms: { clearAll(): Promise<boolean> };
  readonly extension: { getViews(of: { type: 'popup' }): Window[] };
  readonly permissions: {
    getAll(): Promise<{ origins?: string[]; permissions?: string[] }>;
    request(wanted: { origins: string[] }): Promise<boolean>;
  };
  readonly notifications?: { getAll(): Promise<Record<string, unknown>> };
  readonly windows: {
    getCurrent(): Promise<{ id: number }>;
    update(id: number, change: { focused: boolean }): Promise<void>;
  };
  readonly storage: Record<'local' | 'session' | 'sync', StorageArea>;
}

interface StorageArea {
  get(keys: null): Promise<Record<string, unknown>>;
  set(items: object): Promise<void>;
  clear(): Promise<void>;
}

declare const chrome: ExtensionApi;

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
    for (const popup of chrome.extension.getViews({ type: 'popup' })) popup.close();
    const { id } = await chrome.windows.getCurrent();
    await chrome.windows.update(id, { focused: true });
    await chrome.action.openPopup({ windowId: id });
  });
}

/** Requests a host permission, as after a click. */
export async function requestHost(probe: View, pattern: string): Promise<void> {
  await probe.evaluate((origin) => chrome.permissions.request({ origins: [origin] }), pattern);
}
