import {
  type ApiDependencies,
  createProxyClient,
  type ProxyClient,
  type ProxyResult,
} from '../api/proxy-client.ts';
import { browser } from '../browser/browser.ts';
import type { AccountSnapshot, AccountState, ReceivedSnapshot } from '../domain/account-state.ts';
import {
  accountReceived,
  refreshFailed,
  sessionMissing,
  signInFailed,
} from '../domain/account-transitions.ts';
import { hostPattern } from '../domain/proxy-address.ts';
import {
  isBackgroundTrigger,
  isNews,
  mayRefresh,
  type RefreshTrigger,
} from '../domain/refresh-policy.ts';
import type { SignInErrorKind } from '../domain/sign-in-errors.ts';
import { accountItem, addressItem } from '../storage/items.ts';
import type { AccountStore } from './account-store.ts';

type Request<T> = (proxy: ProxyClient, signal: AbortSignal) => Promise<ProxyResult<T>>;

/** Asks the proxy and turns its answers into account state. */
export interface AccountRefresher {
  /**
   * Brings the balance up to date. Requests under way are shared, but never one that began before a
   * click, nor one that has its answer and is yet to be written. `notice` is what to say about the
   * sign-in where it turns out that there is no session.
   */
  refresh(reason: RefreshTrigger, signInError?: SignInErrorKind): Promise<void>;
  /** Makes one call to the proxy in use, if the browser allows that, and writes nothing. */
  call<T>(request: Request<T>, signal: AbortSignal): Promise<ProxyResult<T>>;
  /** Makes one call; resolves to its value, or to `null` once the state says why there is none. */
  ask<T>(request: Request<T>): Promise<T | null>;
}

/** What else there is to do. Neither may reject. */
export interface Sequel {
  /** The account has arrived and is in storage; the state does not change before this is done. */
  arrived(state: AccountState, received: ReceivedSnapshot): Promise<void>;
  /** A look at the balance is over, or was not worth making. */
  looked(): Promise<void>;
}

/** A request for the balance that has no answer yet. */
interface Running {
  reason: RefreshTrigger;
  epoch: AbortSignal;
  cancel: AbortController;
  done: Promise<void>;
}

export function createAccountRefresher(
  store: AccountStore,
  deps: ApiDependencies & { isOnline: () => boolean },
  sequel: Sequel,
): AccountRefresher {
  let running: Running | null = null;

  async function call<T>(request: Request<T>, signal: AbortSignal): Promise<ProxyResult<T>> {
    const address = await addressItem.get();
    if (!(await browser.permissions.contains({ origins: [hostPattern(address)] }))) {
      return { kind: 'failed', problem: 'permission_missing', retryAt: null };
    }
    return request(createProxyClient(address, deps), signal);
  }

  /** Writes what came of a call, unless `signal` has ended the matter meanwhile. */
  async function settle<T>(
    coming: Promise<ProxyResult<T>>,
    signal: AbortSignal,
    asked: boolean,
    arrived: (state: AccountState, value: T) => AccountState,
    follow?: (state: AccountState, value: T) => Promise<void>,
    signInError?: SignInErrorKind,
  ): Promise<T | null> {
    const answer = await coming;
    await store.change(
      (state) => {
        if (signal.aborted) return state;
        switch (answer.kind) {
          case 'ok':
            return arrived(state, answer.value);
          case 'no_session': {
            const without = sessionMissing(state);
            return signInError ? signInFailed(without, signInError, deps.now()) : without;
          }
          case 'failed': {
            const { problem: kind, retryAt, detectedServer } = answer;
            const problem = {
              kind,
              at: deps.now(),
              retryAt,
              ...(detectedServer && { detectedServer }),
            };
            return refreshFailed(state, problem, asked);
          }
          case 'abandoned':
            return state;
        }
      },
      async (state) => {
        if (answer.kind === 'ok') await follow?.(state, answer.value);
      },
    );
    return answer.kind === 'ok' && !signal.aborted ? answer.value : null;
  }

  async function userInfo(proxy: ProxyClient, signal: AbortSignal) {
    const state = await accountItem.get();
    const known = state.phase === 'signed_in' ? readingIn(state) : null;
    return proxy.userInfo(signal, known);
  }

  function begin(reason: RefreshTrigger, signInError?: SignInErrorKind): Promise<void> {
    const epoch = store.requestSignal();
    const cancel = new AbortController();
    // What the browser tells of windows and permissions is no word of the user on anything else.
    const asked = reason === 'click';
    const signal = AbortSignal.any([epoch, cancel.signal]);
    const answer = call(userInfo, signal).finally(() => {
      if (running?.cancel === cancel) running = null;
    });
    const done = settle(
      answer,
      signal,
      asked,
      (state, reply) => accountReceived(state, reply, deps.now(), asked || reason === 'sign_in'),
      sequel.arrived,
      signInError,
    ).then(() => undefined);
    running = { reason, epoch, cancel, done };
    return done;
  }

  async function look(reason: RefreshTrigger, signInError?: SignInErrorKind): Promise<void> {
    if (reason === 'alarm' && !deps.isOnline()) return;
    if (!mayRefresh(await accountItem.get(), reason, deps.now())) return;
    const other = running?.epoch.aborted ? null : running;
    const isGoodEnough =
      isBackgroundTrigger(reason) || (other && !isBackgroundTrigger(other.reason));
    if (other && isGoodEnough && !isNews(reason)) return other.done;
    other?.cancel.abort();
    return begin(reason, signInError);
  }

  return {
    refresh: (reason, signInError) => look(reason, signInError).finally(sequel.looked),
    call,
    ask: (request) => {
      const epoch = store.requestSignal();
      return settle(call(request, epoch), epoch, true, (state) => state);
    },
  };
}

function readingIn(state: AccountState & { phase: 'signed_in' }): AccountSnapshot {
  return { account: state.account, etag: state.etag ?? null };
}
