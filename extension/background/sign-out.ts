import type { ApiDependencies } from '../api/proxy-client.ts';
import { safely } from '../browser/safely.ts';
import { problemOccurred, SIGNED_OUT } from '../domain/account-transitions.ts';
import type { ProblemKind } from '../domain/problems.ts';
import { accountItem } from '../storage/items.ts';
import type { AccountRefresher } from './account-refresh.ts';
import type { AccountStore } from './account-store.ts';
import type { SignIn } from './sign-in/sign-in.ts';

/**
 * Ends the session at the proxy, then forgets the account. Where the proxy could not do it, the
 * account stays and the state says so; a session that had ended anyway is forgotten in any case.
 */
export async function signOut(
  store: AccountStore,
  refresher: AccountRefresher,
  signIn: SignIn,
  deps: ApiDependencies,
): Promise<void> {
  store.abortRequests();
  const epoch = store.requestSignal();
  const hadEnded = (await accountItem.get()).phase === 'session_ended';
  const answer = await refresher.call((proxy) => proxy.signOut(), epoch);
  if (epoch.aborted) return;
  if (answer.kind === 'ok' || hadEnded) {
    store.abortRequests();
    await safely(() => signIn.cancel());
    await store.change(() => SIGNED_OUT);
    return;
  }
  const kind = kindOf(answer.kind === 'failed' ? answer.problem : null);
  await store.change((state) => problemOccurred(state, { kind, at: deps.now(), retryAt: null }));
}

/** Browsers name the extension when it signs out and not when it reads: a proxy may refuse the one alone. */
function kindOf(problem: ProblemKind | null): ProblemKind {
  if (problem === 'permission_missing') return 'permission_missing';
  return problem === 'refused' ? 'sign_out_refused' : 'sign_out_failed';
}
