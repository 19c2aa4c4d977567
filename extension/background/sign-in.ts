import { ROUTES } from '../../shared/routes.ts';
import { fetchPlatformOrigin } from '../api/check-proxy-address.ts';
import type { ApiDependencies } from '../api/send-request.ts';
import { signInFailed, signInStarted } from '../domain/account-transitions.ts';
import type { SignInErrorKind } from '../domain/sign-in-errors.ts';
import { isRecent } from '../domain/stored-time.ts';
import { accountItem, addressItem, type Login, loginItem, openingItem } from '../storage/items.ts';
import type { AccountRefresher } from './account-refresh.ts';
import type { AccountStore } from './account-store.ts';
import { createMutex } from './mutex.ts';
import { openPopup } from './open-popup.ts';
import { type LoginOutcome, readLoginOutcome } from './sign-in/login-outcome.ts';
import { isWorthShowing } from './sign-in/login-progress.ts';
import {
  closeLoginWindow,
  findNewLoginWindow,
  focusLoginWindow,
  type LoginWindow,
  navigateLoginWindow,
  openLoginWindow,
  popupTabIds,
  tabOfLoginWindow,
} from './sign-in/login-window.ts';

/**
 * One sign-in at a time, in a window of its own. Its state is in session storage alone, so any method may be
 * the first one of a new worker.
 */
export type SignIn = ReturnType<typeof createSignIn>;

/** The browser shows a tab's cookie store only to extensions that may read cookies. */
interface NewTab {
  id?: number | undefined;
  cookieStoreId?: string | undefined;
}

/** When a container takes over a tab, the old tab closes within this time after the new one opened. */
const MAX_CONTAINER_SWITCH_MS = 3_000;

/**
 * `isolates` is whether the browser has containers and first-party isolation (Firefox): a page can then have
 * other cookies than the extension sees.
 */
export function createSignIn(
  store: AccountStore,
  refresher: AccountRefresher,
  deps: ApiDependencies & { isolates?: boolean },
) {
  const { now, isolates = false } = deps;
  const runExclusive = createMutex();

  const withLogin = (job: (login: Login) => Promise<unknown>) =>
    runExclusive(async () => {
      const login = await loginItem.get();
      if (login) await job(login);
    });

  async function succeed(login: Login): Promise<void> {
    await refresher.refresh('sign_in', isolates ? 'session_isolated' : 'session_not_kept');
    await loginItem.set(null);
    await closeLoginWindow(login);
  }

  /** Handles a window that the user closed. The sign-in may have succeeded just before, so the proxy decides. */
  async function handleClosed(login: Login): Promise<void> {
    if (!login.failed) {
      const { newTabAt } = login;
      const isMoved =
        isolates && newTabAt !== null && isRecent(newTabAt, MAX_CONTAINER_SWITCH_MS, now());
      await refresher.refresh('sign_in', isMoved ? 'session_isolated' : 'cancelled');
    }
    await loginItem.set(null);
  }

  /** Handles an outcome in another tab: the window's page, moved to a container, or one that the user opened. */
  async function handleOutcomeElsewhere(outcome: LoginOutcome, login: Login | null): Promise<void> {
    if (outcome === 'success') {
      await refresher.refresh('sign_in', isolates ? 'session_isolated' : undefined);
    } else {
      const isMoved = isolates && login !== null && outcome === 'invalid_state';
      if (!isMoved) return;
      await fail('session_isolated');
    }
    if (isolates && login && (await accountItem.get()).phase !== 'signed_in') {
      await loginItem.set({ ...login, failed: true });
    }
  }

  const fail = (kind: SignInErrorKind) => store.change((state) => signInFailed(state, kind, now()));

  async function open(address: string, consent: boolean): Promise<void> {
    await openingItem.set(await popupTabIds());
    try {
      const window = await openLoginWindow(startUrl(address, consent));
      try {
        await loginItem.set({ ...window, ...newLogin(address, consent) });
      } catch (error) {
        // Without a record, the next click would open the page again.
        await closeLoginWindow(window);
        throw error;
      }
    } finally {
      await openingItem.set(null);
    }
  }

  function newLogin(address: string, consent: boolean): Omit<Login, keyof LoginWindow> {
    return { address, consent, failed: false, startedAt: now(), shownAt: null, newTabAt: null };
  }

  /** Finds a window that was opened just before the worker was stopped, and was not recorded. */
  async function findUnrecorded(address: string): Promise<Login | null> {
    const before = await openingItem.get();
    const window = before && (await findNewLoginWindow(before));
    return window && { ...window, ...newLogin(address, false), startedAt: 0 };
  }

  /** Continues an open sign-in after another click. `false` if a new window has to be opened. */
  async function resume(login: Login, address: string, consent: boolean): Promise<boolean> {
    const tab = await tabOfLoginWindow(login);
    if (!tab) return false;
    if (readLoginOutcome(tab.url, login.address) === 'success') {
      await succeed(login);
      return true;
    }
    const isOther = login.address !== address || (consent && !login.consent);
    const fetchPlatform = () => fetchPlatformOrigin(address, deps);
    const isWorth = !login.failed && !isOther && isWorthShowing(login, tab, now(), fetchPlatform);
    if ((await isWorth) && (await focusLoginWindow(login))) {
      await loginItem.set({ ...login, shownAt: login.shownAt ?? now() });
      return true;
    }
    if (login.failed && (await closeLoginWindow(login))) return false;
    const keepsConsent = consent || (login.consent && !login.failed);
    await store.change(signInStarted);
    if (await navigateLoginWindow(login, startUrl(address, keepsConsent))) {
      const { tabId, windowId } = login;
      await loginItem.set({ tabId, windowId, ...newLogin(address, keepsConsent) });
      return true;
    }
    if (!(await closeLoginWindow(login))) throw new Error('The sign-in page can’t be shown.');
    return false;
  }

  /** Handles the URL that the window shows. Resolves to whether the sign-in has succeeded. */
  async function handleUrl(login: Login, url: string | undefined): Promise<boolean> {
    const outcome = readLoginOutcome(url, login.address);
    if (outcome === 'success') await succeed(login);
    else if (outcome) {
      await fail(outcome);
      await loginItem.set({ ...login, failed: true });
    }
    return outcome === 'success';
  }

  return {
    /**
     * Opens the sign-in window. If one is open, it is brought to the front, or the sign-in starts over in it.
     * With `consent` the platform is made to ask, so that another user can sign in.
     */
    start: (consent = false) =>
      runExclusive(async () => {
        const address = await addressItem.get();
        const earlier = (await loginItem.get()) ?? (await findUnrecorded(address));
        if (earlier && (await resume(earlier, address, consent))) return;
        await store.change(signInStarted);
        await open(address, consent);
      }),
    /** Closes the sign-in window, if there is one, without a sign-in error. */
    cancel: () =>
      withLogin(async (login) => {
        await loginItem.set(null);
        await closeLoginWindow(login);
      }),
    /** Handles a window that is gone, or shows its outcome, although no event said so. */
    recover: () =>
      withLogin(async (login) => {
        const tab = await tabOfLoginWindow(login);
        if (!tab) return handleClosed(login);
        const isNew = !login.failed || readLoginOutcome(tab.url, login.address) === 'success';
        if (isNew) await handleUrl(login, tab.url);
      }),
    onTabUrl: (tabId: number, url: string | undefined) =>
      runExclusive(async () => {
        const login = await loginItem.get();
        if (login?.tabId === tabId) {
          // Not awaited: a popup sends a command as it opens, and that command waits for this mutex.
          if (await handleUrl(login, url)) openPopup();
          return;
        }
        const outcome = readLoginOutcome(url, await addressItem.get());
        if (outcome) await handleOutcomeElsewhere(outcome, login);
      }),
    onTabCreated: async ({ id, cookieStoreId }: NewTab) => {
      if (!isolates || cookieStoreId === 'firefox-default') return;
      await withLogin(async (login) => {
        if (login.tabId !== id) await loginItem.set({ ...login, newTabAt: now() });
      });
    },
    onTabRemoved: (tabId: number) =>
      withLogin(async (login) => {
        if (login.tabId === tabId) await handleClosed(login);
      }),
    onWindowRemoved: (windowId: number) =>
      withLogin(async (login) => {
        if (login.windowId === windowId) await handleClosed(login);
      }),
  };
}

function startUrl(address: string, consent: boolean): string {
  return address + ROUTES.signIn + (consent ? '?consent=1' : '');
}
