import type { ProxyClient } from '../api/proxy-client.ts';
import type { ReceivedSnapshot } from '../domain/account-state.ts';
import { mayRefresh, REFRESH_TRIGGERS, type RefreshTrigger } from '../domain/refresh-policy.ts';
import type { SignInErrorKind } from '../domain/sign-in-errors.ts';
import type { AccountStore } from './account-store.ts';
import type { ProxyRequests } from './proxy-requests.ts';

interface InFlight {
  trigger: RefreshTrigger;
  signal: AbortSignal;
  abort: () => void;
  done: Promise<void>;
}

/** Fetches an account and records it. */
export type AccountRefresher = ReturnType<typeof createAccountRefresher>;

interface RefreshHooks {
  /** Resolves to whether a snapshot is that of another account of the list, which then has it. */
  claim: (received: ReceivedSnapshot, signal: AbortSignal) => Promise<boolean>;
  /** Runs after every refresh, including one that was not worth a request. Must not reject. */
  afterRefresh: () => Promise<void>;
}

export function createAccountRefresher(
  store: AccountStore,
  requests: ProxyRequests,
  deps: { now: () => number; isOnline: () => boolean },
  { claim, afterRefresh }: RefreshHooks,
) {
  let inFlight: InFlight | null = null;

  /** Fetches the account; one that is known already is fetched by its entity tag. */
  async function fetchAccount(proxy: ProxyClient, signal: AbortSignal) {
    const state = await store.items.state.get();
    const known =
      state.phase === 'signed_in' ? { account: state.account, etag: state.etag ?? null } : null;
    return proxy.userInfo(signal, known);
  }

  function start(trigger: RefreshTrigger, signInError?: SignInErrorKind): Promise<void> {
    const abort = new AbortController();
    const signal = AbortSignal.any([store.requestSignal(), abort.signal]);
    const response = requests.send(fetchAccount, signal).finally(() => {
      // While it waits to be recorded, it is recent enough for the background alone.
      started.trigger = 'alarm';
    });
    const done = response.then(async (result) => {
      const received = result.kind === 'ok' ? result.value : undefined;
      if (received && (await claim(received, signal))) return;
      return requests.record(result, signal, trigger, received, signInError);
    });
    const started: InFlight = { trigger, signal, abort: () => abort.abort(), done };
    inFlight = started;
    return done.finally(() => {
      if (inFlight === started) inFlight = null;
    });
  }

  async function refresh(trigger: RefreshTrigger, signInError?: SignInErrorKind): Promise<void> {
    if (trigger === 'alarm' && !deps.isOnline()) return;
    if (!mayRefresh(await store.items.state.get(), trigger, deps.now())) return;
    const other = inFlight?.signal.aborted ? null : inFlight;
    const { background, supersedes } = REFRESH_TRIGGERS[trigger];
    const isRecentEnough = background || (other && !REFRESH_TRIGGERS[other.trigger].background);
    if (other && isRecentEnough && !supersedes) return other.done;
    other?.abort();
    return start(trigger, signInError);
  }

  return {
    /**
     * Brings the balance up to date. A request in flight is shared unless the trigger needs a newer response. One
     * whose response waits to be recorded is shared in the background alone. `signInError` is how the sign-in failed if the
     * proxy turns out to have no session.
     */
    refresh: (trigger: RefreshTrigger, signInError?: SignInErrorKind) =>
      refresh(trigger, signInError).finally(afterRefresh),
  };
}
