import { createProxyClient, type ProxyClient, type ProxyResult } from '../api/proxy-client.ts';
import type { ApiDependencies } from '../api/send-request.ts';
import { mayReach } from '../browser/permissions.ts';
import type { ReceivedSnapshot } from '../domain/account-state.ts';
import {
  accountReceived,
  refreshFailed,
  sessionMissing,
  signInFailed,
} from '../domain/account-transitions.ts';
import type { RefreshTrigger } from '../domain/refresh-policy.ts';
import type { SignInErrorKind } from '../domain/sign-in-errors.ts';
import { readAccount } from '../storage/accounts.ts';
import type { AccountStore } from './account-store.ts';
import type { RequestLimit } from './request-limit.ts';

type Request<T> = (proxy: ProxyClient, signal: AbortSignal) => Promise<ProxyResult<T>>;

/** Requests about one account to its proxy. */
export type ProxyRequests = ReturnType<typeof createProxyRequests>;

export function createProxyRequests(
  id: number,
  store: AccountStore,
  limit: RequestLimit,
  deps: ApiDependencies,
) {
  const { now } = deps;

  /**
   * Sends a request if the browser grants access to the proxy's host. Records nothing. A request about an account
   * that is no longer in the list is abandoned.
   */
  async function send<T>(request: Request<T>, signal: AbortSignal): Promise<ProxyResult<T>> {
    const account = await readAccount(id);
    if (!account) return { kind: 'abandoned' };
    const { address, slot } = account;
    if (!(await mayReach(address))) {
      return { kind: 'failed', problem: 'permission_missing', retryAt: null };
    }
    return limit(address, async () =>
      signal.aborted
        ? { kind: 'abandoned' }
        : request(createProxyClient(address, slot, deps), signal),
    );
  }

  /**
   * Records in the account state what a request came to, unless `signal` was aborted meanwhile.
   * `signInError` is how the sign-in failed if the proxy has no session.
   */
  function record(
    result: ProxyResult<unknown>,
    signal: AbortSignal,
    trigger: RefreshTrigger,
    received?: ReceivedSnapshot,
    signInError?: SignInErrorKind,
  ): Promise<void> {
    return store.change((state) => {
      if (signal.aborted) return state;
      switch (result.kind) {
        case 'ok':
          return received ? accountReceived(state, received, now(), trigger) : state;
        case 'no_session': {
          const without = sessionMissing(state);
          return signInError ? signInFailed(without, signInError, now()) : without;
        }
        case 'failed': {
          const { problem: kind, retryAt, detectedServer } = result;
          const problem = { kind, at: now(), retryAt, ...(detectedServer && { detectedServer }) };
          return refreshFailed(state, problem, trigger);
        }
        case 'abandoned':
          return state;
      }
    }, received);
  }

  return {
    send,
    /** Sends a request and records why it failed. Resolves to its value, or to `null` after a failure. */
    sendRecorded: async <T>(request: Request<T>): Promise<T | null> => {
      const signal = store.requestSignal();
      const result = await send(request, signal);
      await record(result, signal, 'click');
      return result.kind === 'ok' && !signal.aborted ? result.value : null;
    },
    record,
  };
}
