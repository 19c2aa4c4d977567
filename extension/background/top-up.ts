import { isLoopback } from '../../shared/loopback.ts';
import { openTab } from '../browser/open-tab.ts';
import { safely } from '../browser/safely.ts';
import { problemOccurred } from '../domain/account-transitions.ts';
import { parseAmount } from '../domain/amounts/parse-amount.ts';
import { parseUrl } from '../domain/parse-url.ts';
import { accountItem, topUpItem } from '../storage/items.ts';
import type { AccountRefresher } from './account-refresh.ts';
import type { AccountStore } from './account-store.ts';
import { createMutex } from './mutex.ts';

/** Adding credit on the platform's own page, from the click to the rise of the balance. */
export interface TopUpFlow {
  /** Opens the page and remembers the balance before; `false` where there is none to be had, and the state says why. */
  start(): Promise<boolean>;
  /** A tab was closed. If it was the page's, its work may be done. */
  onTabRemoved(tabId: number): Promise<void>;
}

/** `now` gives Unix milliseconds. */
export function createTopUp(
  store: AccountStore,
  refresher: AccountRefresher,
  now: () => number,
): TopUpFlow {
  // Whether a tab that is gone was the page's is known once that page, just opened, is remembered.
  const runExclusive = createMutex();

  async function remember(tabId: number | null): Promise<void> {
    const state = await accountItem.get();
    if (!('account' in state)) return;
    const before = parseAmount(state.account.balance_formatted);
    await topUpItem.set({ openedAt: now(), tabId, before, credit: null });
  }

  async function open(): Promise<boolean> {
    const reply = await refresher.ask((proxy, signal) => proxy.topUp(signal));
    if (!reply) return false;
    if (!isSafePage(reply.topup_url)) {
      const problem = { kind: 'platform_error', at: now(), retryAt: null } as const;
      await store.change((state) => problemOccurred(state, problem));
      return false;
    }
    const tab = await openTab(reply.topup_url);
    await safely(() => store.runExclusive(() => remember(tab.id ?? null)));
    return true;
  }

  async function isPage(tabId: number): Promise<boolean> {
    return (await topUpItem.get())?.tabId === tabId;
  }

  async function closed(tabId: number): Promise<void> {
    if (!(await runExclusive(() => isPage(tabId)))) return;
    await refresher.refresh('top_up_closed');
    await store.runExclusive(async () => {
      const topUp = await topUpItem.get();
      if (topUp?.tabId === tabId) await topUpItem.set({ ...topUp, tabId: null });
    });
  }

  return {
    start: () => runExclusive(open),
    onTabRemoved: closed,
  };
}

/** Whether a tab may be opened for `url`: https (http for this computer), and no credentials in it. */
export function isSafePage(url: string): boolean {
  const page = parseUrl(url);
  if (!page || page.username || page.password) return false;
  const { protocol, hostname } = page;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
