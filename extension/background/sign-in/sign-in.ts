import { ROUTES } from '../../../shared/routes.ts';
import { platformOf } from '../../api/check-address.ts';
import type { ApiDependencies } from '../../api/proxy-client.ts';
import { signInFailed, signInStarted } from '../../domain/account-transitions.ts';
import type { SignInErrorKind } from '../../domain/sign-in-errors.ts';
import { isRecent } from '../../domain/stored-time.ts';
import {
  accountItem,
  addressItem,
  type Login,
  loginItem,
  openingItem,
} from '../../storage/items.ts';
import type { AccountRefresher } from '../account-refresh.ts';
import type { AccountStore } from '../account-store.ts';
import { createMutex } from '../mutex.ts';
import { openPopup } from '../open-popup.ts';
import { type LoginOutcome, readLoginOutcome } from './login-outcome.ts';
import { isWorthShowing } from './login-progress.ts';
import {
  closeLoginWindow,
  findNewLoginWindow,
  focusLoginWindow,
  type LoginWindow,
  navigateLoginWindow,
  openLoginWindow,
  popupTabIds,
  tabOfLoginWindow,
} from './login-window.ts';

/**
 * One sign-in at a time, in a window of its own. All it knows is in session storage, so any method
 * may be the first one of a new worker.
 */
export interface SignIn {
  /**
   * Opens the sign-in window. One that is open is brought to the front, or starts over where it has nothing
   * to show. With `consent` the platform is made to ask, so that another person can sign in.
   */
  start(consent?: boolean): Promise<void>;
  /** Closes the sign-in window, if any, and says nothing about it. */
  cancel(): Promise<void>;
  /** Mends the record of a login whose window is gone or has already shown its outcome. */
  recover(): Promise<void>;
  /** A tab shows `url`. */
  onTabUrl(tabId: number, url: string | undefined): Promise<void>;
  onTabCreated(tab: NewTab): Promise<void>;
  onTabRemoved(tabId: number): Promise<void>;
  onWindowRemoved(windowId: number): Promise<void>;
}

/** A tab that has appeared. The browser names its cookie store only to extensions that may read cookies. */
export interface NewTab {
  id?: number | undefined;
  cookieStoreId?: string | undefined;
}

/** Milliseconds within which a container takes the place of a tab by a new one. */
const CONTAINER_SWITCH_MS = 3_000;

/**
 * `isolates` is whether the browser has containers and first-party isolation
 * (Firefox), by which a page can have other cookies than the extension sees.
 */
export function createSignIn(
  store: AccountStore,
  refresher: AccountRefresher,
  deps: ApiDependencies & { isolates?: boolean },
): SignIn {
  const { now, isolates = false } = deps;
  const runExclusive = createMutex();
  const unseen: SignInErrorKind = isolates ? 'session_isolated' : 'session_not_kept';

  async function succeed(login: Login): Promise<void> {
    await refresher.refresh('sign_in', unseen);
    await loginItem.set(null);
    await closeLoginWindow(login);
  }

  /** The user closed the window. The sign-in may have succeeded just before, so the proxy has the last word. */
  async function gone(login: Login): Promise<void> {
    if (!login.failed) {
      const { newTabAt } = login;
      const isMoved =
        isolates && newTabAt !== null && isRecent(newTabAt, CONTAINER_SWITCH_MS, now());
      await refresher.refresh('sign_in', isMoved ? 'session_isolated' : 'cancelled');
    }
    await loginItem.set(null);
  }

  /** A sign-in has ended in a tab that this extension did not open: its own, moved to a container, or the user's. */
  async function endedElsewhere(outcome: LoginOutcome, login: Login | null): Promise<void> {
    if (outcome.kind === 'success') {
      await refresher.refresh('sign_in', isolates ? 'session_isolated' : undefined);
    } else {
      const isMoved = isolates && login !== null && outcome.code === 'invalid_state';
      if (!isMoved) return;
      await store.change((state) => signInFailed(state, 'session_isolated', now()));
    }
    if (isolates && login && (await accountItem.get()).phase !== 'signed_in') {
      await loginItem.set({ ...login, failed: true });
    }
  }

  async function open(address: string, consent: boolean): Promise<void> {
    await openingItem.set(await popupTabIds());
    try {
      const place = await openLoginWindow(startUrl(address, consent));
      try {
        await loginItem.set({ ...place, ...anew(address, consent) });
      } catch (error) {
        // A page that no record is of would be opened once more by the next click.
        await closeLoginWindow(place);
        throw error;
      }
    } finally {
      await openingItem.set(null);
    }
  }

  function anew(address: string, consent: boolean): Omit<Login, keyof LoginWindow> {
    return { address, consent, failed: false, startedAt: now(), shownAt: null, newTabAt: null };
  }

  /** A window that was opened before the worker was stopped, and that no record is of. */
  async function findLost(address: string): Promise<Login | null> {
    const before = await openingItem.get();
    const place = before && (await findNewLoginWindow(before));
    return place && { ...place, ...anew(address, false), startedAt: 0 };
  }

  /** Does with an open sign-in page what a click asks for; `false` where a new one has to be opened. */
  async function goOn(login: Login, address: string, consent: boolean): Promise<boolean> {
    const tab = await tabOfLoginWindow(login);
    if (!tab) return false;
    if (readLoginOutcome(tab.url, login.address)?.kind === 'success') {
      await succeed(login);
      return true;
    }
    const isOther = login.address !== address || (consent && !login.consent);
    const platform = () => platformOf(address, deps);
    const isWorth = !login.failed && !isOther && isWorthShowing(login, tab, now(), platform);
    if ((await isWorth) && (await focusLoginWindow(login))) {
      await loginItem.set({ ...login, shownAt: login.shownAt ?? now() });
      return true;
    }
    if (login.failed && (await closeLoginWindow(login))) return false;
    const asks = consent || (login.consent && !login.failed);
    await store.change(signInStarted);
    if (await navigateLoginWindow(login, startUrl(address, asks))) {
      const { tabId, windowId } = login;
      await loginItem.set({ tabId, windowId, ...anew(address, asks) });
      return true;
    }
    if (!(await closeLoginWindow(login))) throw new Error('The sign-in page can’t be shown.');
    return false;
  }

  /** Does what follows from the page that the window shows; `true` where that has ended the sign-in well. */
  async function shows(login: Login, url: string | undefined): Promise<boolean> {
    const outcome = readLoginOutcome(url, login.address);
    if (outcome?.kind === 'success') await succeed(login);
    if (outcome?.kind === 'error') {
      await store.change((state) => signInFailed(state, outcome.code, now()));
      await loginItem.set({ ...login, failed: true });
    }
    return outcome?.kind === 'success';
  }

  async function mend(login: Login): Promise<void> {
    const tab = await tabOfLoginWindow(login);
    if (!tab) return gone(login);
    const { url } = tab;
    const isNews = !login.failed || readLoginOutcome(url, login.address)?.kind === 'success';
    if (isNews) await shows(login, url);
  }

  return {
    start: (consent = false) =>
      runExclusive(async () => {
        const address = await addressItem.get();
        const earlier = (await loginItem.get()) ?? (await findLost(address));
        if (earlier && (await goOn(earlier, address, consent))) return;
        await store.change(signInStarted);
        await open(address, consent);
      }),
    cancel: () =>
      runExclusive(async () => {
        const login = await loginItem.get();
        await loginItem.set(null);
        if (login) await closeLoginWindow(login);
      }),
    recover: () =>
      runExclusive(async () => {
        const login = await loginItem.get();
        if (login) await mend(login);
      }),
    onTabUrl: (tabId, url) =>
      runExclusive(async () => {
        const login = await loginItem.get();
        if (login?.tabId === tabId) {
          // Not waited for: a popup that opens begins with a command that waits for its turn here.
          if (await shows(login, url)) openPopup();
          return;
        }
        const outcome = readLoginOutcome(url, await addressItem.get());
        if (outcome) await endedElsewhere(outcome, login);
      }),
    onTabCreated: async ({ id, cookieStoreId = 'unknown' }) => {
      if (!isolates || cookieStoreId === 'firefox-default') return;
      await runExclusive(async () => {
        const login = await loginItem.get();
        if (login && login.tabId !== id) await loginItem.set({ ...login, newTabAt: now() });
      });
    },
    onTabRemoved: (tabId) =>
      runExclusive(async () => {
        const login = await loginItem.get();
        if (login?.tabId === tabId) await gone(login);
      }),
    onWindowRemoved: (windowId) =>
      runExclusive(async () => {
        const login = await loginItem.get();
        if (login?.windowId === windowId) await gone(login);
      }),
  };
}

function startUrl(address: string, consent: boolean): string {
  return address + ROUTES.signIn + (consent ? '?consent=1' : '');
}
