import type { Browser } from 'wxt/browser';
import { browser } from '../../browser/browser.ts';
import { openTab } from '../../browser/open-tab.ts';
import type { Login } from '../../storage/items.ts';

/** Where the sign-in page is: in a window of its own, or in a tab of some window (`windowId` is `null`). */
export type LoginWindow = Pick<Login, 'tabId' | 'windowId'>;

type Tab = Browser.tabs.Tab;
type Query = Browser.tabs.QueryInfo;

/** Opens `url` in a small window, or in a tab where no window opens. Rejects if neither opens. */
export async function openLoginWindow(url: string): Promise<LoginWindow> {
  const place = await openWindow(url);
  if (place) return place;
  const tab = await findCreated({}, () => openTab(url));
  if (tab?.id === undefined) throw new Error('The sign-in page did not open.');
  return { tabId: tab.id, windowId: null };
}

/** `null` where the browser has no windows (Firefox for Android), or opens none, or one without a tab. */
async function openWindow(url: string): Promise<LoginWindow | null> {
  if (browser.windows?.create === undefined) return null;
  // The background sends the cookies of normal windows, also for a popup that was opened in a private one.
  const look = { type: 'popup', width: 480, height: 720, incognito: false } as const;
  let windowId: number | undefined;
  let tab = await findCreated({ windowType: 'popup' }, async () => {
    const opened = await browser.windows.create({ url, ...look });
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
 * The tab that `create` opens. Where the browser does not say which one that is, it is the one that has
 * appeared meanwhile among the tabs that match `query`: a page that is open must not be opened again.
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

/** The ids of the tabs that match `query`; `null` where the browser does not say. */
async function tabIds(query: Query): Promise<number[] | null> {
  const tabs = await queryTabs(query);
  return tabs?.flatMap(({ id }) => (id === undefined ? [] : [id])) ?? null;
}

async function findNewTab(query: Query, before: readonly number[]): Promise<Tab | undefined> {
  const tabs = await queryTabs(query);
  return tabs?.find(({ id }) => id !== undefined && !before.includes(id));
}

/** The tabs of all small windows, to tell later which one is new; `null` where the browser does not say. */
export function popupTabIds(): Promise<number[] | null> {
  return tabIds({ windowType: 'popup' });
}

/** The place of a small window whose tab is not among those of `before`. */
export async function findNewLoginWindow(before: readonly number[]): Promise<LoginWindow | null> {
  const { id, windowId } = (await findNewTab({ windowType: 'popup' }, before)) ?? {};
  return id === undefined || windowId === undefined ? null : { tabId: id, windowId };
}

/** Brings the place to the front; `false` where it is gone. */
export async function focusLoginWindow({ tabId, windowId }: LoginWindow): Promise<boolean> {
  return succeeds(() =>
    windowId === null
      ? browser.tabs.update(tabId, { active: true })
      : browser.windows.update(windowId, { focused: true }),
  );
}

/** Loads `url` in the place and brings it to the front; `false` where that can't be. */
export async function navigateLoginWindow(place: LoginWindow, url: string): Promise<boolean> {
  if (!(await succeeds(() => browser.tabs.update(place.tabId, { url })))) return false;
  await focusLoginWindow(place);
  return true;
}

/** Closes the place; `false` where it is still there. */
export async function closeLoginWindow(place: LoginWindow): Promise<boolean> {
  const { tabId, windowId } = place;
  const isClosed = await succeeds(() =>
    windowId === null ? browser.tabs.remove(tabId) : browser.windows.remove(windowId),
  );
  return isClosed || (await tabOfLoginWindow(place)) === null;
}

async function succeeds(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch {
    return false;
  }
}

/** The tab of the place, with its URL as far as the extension may know it; `null` where it is gone. */
export async function tabOfLoginWindow({ tabId }: LoginWindow): Promise<Partial<Tab> | null> {
  try {
    const tab = await browser.tabs.get(tabId);
    if (tab) return tab;
  } catch {}
  return (await tabIds({}))?.includes(tabId) ? { id: tabId } : null;
}
