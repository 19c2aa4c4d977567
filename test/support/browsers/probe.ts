import type { Badge, ExtensionStorage } from './browser-under-test.ts';
import type { View } from './view.ts';

/**
 * The extension's file that is opened as a page to look into the extension from inside:
 * it has the extension's rights and runs none of its code.
 */
export const PROBE_PATH = '/manifest.json';

/** What the probe uses of the WebExtension API, which both browsers call `chrome`. */
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

/** What the toolbar button shows where no tab has its own. */
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

/** All that the extension has stored. */
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

/** Puts items into `storage.local`. */
export async function writeStorage(
  probe: View,
  items: Readonly<Record<string, unknown>>,
): Promise<void> {
  await probe.evaluate((all) => chrome.storage.local.set(all), items);
}

/** Takes away all that the extension has kept, set and shown. */
export function forgetAll(probe: View): Promise<void> {
  return probe.evaluate(async () => {
    const { local, session, sync } = chrome.storage;
    await Promise.all([local, session, sync].map((area) => area.clear()));
    localStorage.clear();
    await chrome.alarms.clearAll();
    await chrome.action.setBadgeText({ text: '' });
    await chrome.action.setTitle({ title: '' });
  });
}

/** Everything that the extension may do now, as one text. */
export function readPermissions(probe: View): Promise<string> {
  return probe.evaluate(async () => {
    const { origins = [], permissions = [] } = await chrome.permissions.getAll();
    return JSON.stringify([...origins, ...permissions].sort());
  });
}

/** The ids of the notifications in sight; none without the permission for them. */
export function readNotifications(probe: View): Promise<string[]> {
  return probe.evaluate(async () => Object.keys((await chrome.notifications?.getAll()) ?? {}));
}

/** The match patterns of the hosts that the extension may reach now. */
export function readGrantedHosts(probe: View): Promise<string[]> {
  return probe.evaluate(async () => [...new Set((await chrome.permissions.getAll()).origins)]);
}

/** Has the browser open the popup of its toolbar button, in the probe's own window; one that is open is closed. */
export async function openToolbarPopup(probe: View): Promise<void> {
  await probe.evaluate(async () => {
    for (const popup of chrome.extension.getViews({ type: 'popup' })) popup.close();
    const { id } = await chrome.windows.getCurrent();
    await chrome.windows.update(id, { focused: true });
    await chrome.action.openPopup({ windowId: id });
  });
}

/** Has the extension ask for a host, as if after a click. */
export async function requestHost(probe: View, pattern: string): Promise<void> {
  await probe.evaluate((origin) => chrome.permissions.request({ origins: [origin] }), pattern);
}
