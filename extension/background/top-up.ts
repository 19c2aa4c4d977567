import { isLoopback } from '../../shared/loopback.ts';
import { openTab } from '../browser/open-tab.ts';
import { safely } from '../browser/safely.ts';
import { problemOccurred } from '../domain/account-transitions.ts';
import { parseAmount } from '../domain/amounts/parse-amount.ts';
import { parseUrl } from '../domain/parse-url.ts';
import { policyItem } from '../storage/items.ts';
import type { AccountRefresher } from './account-refresh.ts';
import type { AccountStore } from './account-store.ts';
import { createMutex } from './mutex.ts';
import type { ProxyRequests } from './proxy-requests.ts';

/** Adding credit to one account on the platform's own page. */
export type TopUpFlow = ReturnType<typeof createTopUp>;

/** `now` returns Unix milliseconds. */
export function createTopUp(
  store: AccountStore,
  requests: ProxyRequests,
  refresher: AccountRefresher,
  now: () => number,
) {
  const { state: stateItem, topUp: topUpItem } = store.items;
  // A tab can be closed before it has been stored as the page's.
  const runExclusive = createMutex();

  async function record(tabId: number | null): Promise<void> {
    const state = await stateItem.get();
    if (!('account' in state)) return;
    const before = parseAmount(state.account.balance_formatted);
    await topUpItem.set({ openedAt: now(), tabId, before, credit: null });
  }

  async function start(): Promise<boolean> {
    if ((await policyItem.get()).topUp === false) return false;
    const reply = await requests.sendRecorded((proxy, signal) => proxy.topUp(signal));
    if (!reply) return false;
    if (!isSafePage(reply.topup_url)) {
      const problem = { kind: 'platform_error', at: now(), retryAt: null } as const;
      await store.change((state) => problemOccurred(state, problem));
      return false;
    }
    const tab = await openTab(reply.topup_url);
    await safely(() => store.runExclusive(() => record(tab.id ?? null)));
    return true;
  }

  return {
    /**
     * Opens the page and stores the balance before. `false` if the policy has switched top-ups off, or if there is no
     * page; the state then has a problem.
     */
    start: () => runExclusive(start),
    /** Refreshes the balance if the tab was the page's: the user may have paid. */
    onTabRemoved: async (tabId: number) => {
      const topUp = await runExclusive(() => topUpItem.get());
      if (topUp?.tabId !== tabId) return;
      await refresher.refresh('top_up_closed');
      await store.runExclusive(async () => {
        const latest = await topUpItem.get();
        if (latest?.tabId === tabId) await topUpItem.set({ ...latest, tabId: null });
      });
    },
  };
}

/** Whether a tab may be opened for `url`: https, or http on this computer, without credentials. */
function isSafePage(url: string): boolean {
  const page = parseUrl(url);
  if (!page || page.username || page.password) return false;
  const { protocol, hostname } = page;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
