import { safely } from '../browser/safely.ts';
import { problemOccurred, SIGNED_OUT } from '../domain/account-transitions.ts';
import type { ProblemKind } from '../domain/problems.ts';
import type { AccountStore } from './account-store.ts';
import type { ProxyRequests } from './proxy-requests.ts';

/** `now` returns Unix milliseconds. */
export function createSignOut(
  store: AccountStore,
  requests: ProxyRequests,
  cancelSignIn: () => Promise<void>,
  now: () => number,
): () => Promise<void> {
  /**
   * Ends the session at the proxy, then removes the account. If the proxy fails, the account stays with a
   * problem, unless its session had ended anyway.
   */
  return async () => {
    store.abortRequests();
    const signal = store.requestSignal();
    const hadEnded = (await store.items.state.get()).phase === 'session_ended';
    const result = await requests.send((proxy) => proxy.signOut(), signal);
    if (signal.aborted) return;
    if (result.kind === 'ok' || hadEnded) {
      store.abortRequests();
      await safely(cancelSignIn);
      await store.change(() => SIGNED_OUT);
      return;
    }
    const kind = problemKindOf(result.kind === 'failed' ? result.problem : null);
    await store.change((state) => problemOccurred(state, { kind, at: now(), retryAt: null }));
  };
}

/**
 * Browsers send the extension's `Origin` with the POST that signs out, and none with a GET. A proxy that
 * does not list the extension refuses the POST alone.
 */
function problemKindOf(kind: ProblemKind | null): ProblemKind {
  if (kind === 'permission_missing') return kind;
  return kind === 'refused' ? 'sign_out_refused' : 'sign_out_failed';
}
