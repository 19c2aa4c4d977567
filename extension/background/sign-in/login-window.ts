import type { Browser } from 'wxt/browser';
import { browser } from '../../browser/browser.ts';
import { openTab } from '../../browser/open-tab.ts';
import type { Login } from '../../storage/items.ts';

/** Where the sign-in page is: in a window of its own, or (`windowId` is `null`) in a tab of some window. */
export type LoginWindow = Pick<Login, 'tabId' | 'windowId'>;

type Tab = Browser.tabs.Tab;
type Query = Browser.tabs.QueryInfo;

/** Opens `url` in a small window, or in a tab if no window opens. Rejects if neither opens. */
export async function openLoginWindow(url: string): Promise<LoginWindow> {
  const window = await openWindow(url);
  if (window) return window;
  const tab = await findCreated({}, () => openTab(url));
  if (tab?.id === undefined) throw new Error('The sign-in page did not open.');
  return { tabId: tab.id, windowId: null };
}

/** `null` if the browser has no windows (Firefox for Android), opens none, or opens one without a tab. */
async function openWindow(url: string): Promise<LoginWindow | null> {
  if (browser.windows?.create === undefined) return null;
  // The background sends the cookies of normal windows, even if the popup was opened in a private one.
  const options = { type: 'popup', width: 480, height: 720, incognito: false } as const;
  let windowId: number | undefined;
  let tab = await findCreated({ windowType: 'popup' }, async () => {
    const opened = await browser.windows.create({ url, ...options });
    windowId = opened?.id;
    return opened?.tabs?.[0];
  });
  windowId ??= tab?.windowId;
  if (windowId === undefined) return null;
  tab ??= (await queryTabs({ windowId }))?.[0];
  if (tab?.id !== undefined) return { tabId: tab.id, windowId };
  await closeLoginWindow({ tabId: -1, windowId });
  return null;
}

/**
 * The tab that `create` opens. A browser may open it and yet reject or return nothing. The page must not be
 * opened twice, so the tab is then looked up among those that match `query`: it is the new one.
 */
async function findCreated(
  query: Query,
  create: () => Promise<Partial<Tab> | undefined>,
): Promise<Partial<Tab> | undefined> {
  const before = await tabIds(query);
  try {
    const tab = await create();
    if (tab?.id !== undefined) return tab;
  } catch (error) {
    console.warn(error);
  }
  return before ? findNewTab(query, before) : undefined;
}

async function queryTabs(query: Query): Promise<Tab[] | null> {
  try {
    return (await browser.tabs.query(query)) ?? null;
  } catch {
    return null;
  }
}

/** The ids of the tabs that match `query`; `null` if the query fails. */
async function tabIds(query: Query): Promise<number[] | null> {
  const tabs = await queryTabs(query);
  return tabs?.flatMap(({ id }) => (id === undefined ? [] : [id])) ?? null;
}

async function findNewTab(query: Query, before: readonly number[]): Promise<Tab | undefined> {
  const tabs = await queryTabs(query);
  return tabs?.find(({ id }) => id !== undefined && !before.includes(id));
}

/** The tabs of all popup windows, for {@link findNewLoginWindow}; `null` if the query fails. */
export function popupTabIds(): Promise<number[] | null> {
  return tabIds({ windowType: 'popup' });
}

/** The popup window whose tab is not in `before`. */
export async function findNewLoginWindow(before: readonly number[]): Promise<LoginWindow | null> {
  const { id, windowId } = (await findNewTab({ windowType: 'popup' }, before)) ?? {};
  return id === undefined || windowId === undefined ? null : { tabId: id, windowId };
}

/** Brings the window to the front. `false` if it is gone. */
export async function focusLoginWindow({ tabId, windowId }: LoginWindow): Promise<boolean> {
  return succeeds(() =>
    windowId === null
      ? browser.tabs.update(tabId, { active: true })
      : browser.windows.update(windowId, { focused: true }),
  );
}

/** Loads `url` in the window and brings it to the front. `false` if that fails. */
export async function navigateLoginWindow(window: LoginWindow, url: string): Promise<boolean> {
  if (!(await succeeds(() => browser.tabs.update(window.tabId, { url })))) return false;
  await focusLoginWindow(window);
  return true;
}

/** Closes the window. `false` if it is still there. */
export async function closeLoginWindow(window: LoginWindow): Promise<boolean> {
  const { tabId, windowId } = window;
  const isClosed = await succeeds(() =>
    windowId === null ? browser.tabs.remove(tabId) : browser.windows.remove(windowId),
  );
  return isClosed || (await tabOfLoginWindow(window)) === null;
}

async function succeeds(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch {
    return false;
  }
}

/** The window's tab, with its URL if the extension may see it; `null` if it is gone. */
export async function tabOfLoginWindow({ tabId }: LoginWindow): Promise<Partial<Tab> | null> {
  try {
    const tab = await browser.tabs.get(tabId);
    if (tab) return tab;
  } catch {}
  return (await tabIds({}))?.includes(tabId) ? { id: tabId } : null;
}
