import { fetchPlatformOrigin } from '../api/check-proxy-address.ts';
import type { ApiDependencies } from '../api/send-request.ts';
import { isDraft } from '../domain/account-list.ts';
import { signInFailed, signInStarted } from '../domain/account-transitions.ts';
import type { SignInErrorKind } from '../domain/sign-in-errors.ts';
import { isRecent } from '../domain/stored-time.ts';
import { readAccount, readAccounts, type StoredAccount } from '../storage/accounts.ts';
import { type Login, loginItem, openingItem } from '../storage/items.ts';
import type { AccountRefresher } from './account-refresh.ts';
import type { AccountStore } from './account-store.ts';
import { createMutex } from './mutex.ts';
import { openPopup } from './open-popup.ts';
import { accountOfOutcome } from './sign-in/account-of-outcome.ts';
import { type LoginOutcome, readLoginOutcome } from './sign-in/login-outcome.ts';
import { isWorthShowing } from './sign-in/login-progress.ts';
import { newLogin, startUrl } from './sign-in/login-start.ts';
import {
  closeLoginWindow,
  findNewLoginWindow,
  focusLoginWindow,
  navigateLoginWindow,
  openLoginWindow,
  popupTabIds,
  tabOfLoginWindow,
} from './sign-in/login-window.ts';

/** What a sign-in needs of its account. */
interface SigningInAccount {
  store: AccountStore;
  refresher: AccountRefresher;
}

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
 * `accountOf` returns the parts of the account with an id. `endSession` ends a session in the
 * slot of an account, and resolves to whether the proxy has slots.
 * `isolates` is whether the browser has containers and first-party isolation (Firefox): a page can then have other
 * cookies than the extension sees.
 */
export function createSignIn(
  accountOf: (id: number) => SigningInAccount,
  endSession: (account: StoredAccount) => Promise<boolean>,
  deps: ApiDependencies & { isolates?: boolean },
) {
  const { now, isolates = false } = deps;
  const runExclusive = createMutex();
  // Browsers report the page of a sign-in that succeeded twice.
  let finishedTab: number | null = null;

  /** Runs a job on the sign-in that `isMeant` picks. Another one, which may take long, is not waited for. */
  async function withLogin(
    isMeant: (login: Login) => boolean,
    job: (login: Login) => Promise<unknown>,
  ): Promise<void> {
    const find = async () => {
      const login = await loginItem.get();
      return login && isMeant(login) ? login : null;
    };
    if (!(await find())) return;
    await runExclusive(async () => {
      const login = await find();
      if (login) await job(login);
    });
  }

  const refresh = (id: number, signInError?: SignInErrorKind) =>
    accountOf(id).refresher.refresh('sign_in', signInError);

  async function succeed(login: Login): Promise<void> {
    const error = isolates ? 'session_isolated' : 'session_not_kept';
    await refresh(login.account, error);
    finishedTab = login.tabId;
    await loginItem.set(null);
    await closeLoginWindow(login);
  }

  /** Handles a window that the user closed. The sign-in may have succeeded just before, so the proxy decides. */
  async function handleClosed(login: Login): Promise<void> {
    if (!login.failed) {
      const { newTabAt } = login;
      const isMoved =
        isolates && newTabAt !== null && isRecent(newTabAt, MAX_CONTAINER_SWITCH_MS, now());
      await refresh(login.account, isMoved ? 'session_isolated' : 'cancelled');
    }
    await loginItem.set(null);
  }

  /** Handles an outcome in another tab: the window's page, moved to a container, or one that the user opened. */
  async function handleOutcomeElsewhere(
    outcome: LoginOutcome,
    login: Login | null,
    id: number,
  ): Promise<void> {
    if (outcome === 'success') {
      await refresh(id, isolates ? 'session_isolated' : undefined);
    } else {
      const isMoved = isolates && login !== null && outcome === 'invalid_state';
      if (!isMoved) return;
      await fail(login.account, 'session_isolated');
    }
    const account = login && (await readAccount(login.account));
    if (isolates && account && account.state.phase !== 'signed_in') {
      await loginItem.set({ ...login, failed: true });
    }
  }

  const fail = (id: number, kind: SignInErrorKind) =>
    accountOf(id).store.change((state) => signInFailed(state, kind, now()));

  async function open(account: StoredAccount, consent: boolean): Promise<void> {
    await openingItem.set(await popupTabIds());
    try {
      const window = await openLoginWindow(startUrl(account, consent));
      try {
        await loginItem.set({ ...window, ...newLogin(account, consent, now()) });
      } catch (error) {
        // Without a record, the next click would open the page again.
        await closeLoginWindow(window);
        throw error;
      }
    } finally {
      await openingItem.set(null);
    }
  }

  /** Finds a window that was opened just before the worker was stopped, and was not recorded. */
  async function findUnrecorded(account: StoredAccount): Promise<Login | null> {
    const before = await openingItem.get();
    const window = before && (await findNewLoginWindow(before));
    return window && { ...window, ...newLogin(account, false, now()), startedAt: 0 };
  }

  /** Continues an open sign-in after another click. `false` if a new window has to be opened. */
  async function resume(login: Login, account: StoredAccount, consent: boolean): Promise<boolean> {
    const tab = await tabOfLoginWindow(login);
    if (!tab) return false;
    if (readLoginOutcome(tab.url, login.address) === 'success') {
      await succeed(login);
      return true;
    }
    const { id, address } = account;
    const isOther =
      login.account !== id || login.address !== address || (consent && !login.consent);
    const fetchPlatform = () => fetchPlatformOrigin(address, deps);
    const isWorth = !login.failed && !isOther && isWorthShowing(login, tab, now(), fetchPlatform);
    if ((await isWorth) && (await focusLoginWindow(login))) {
      await loginItem.set({ ...login, shownAt: login.shownAt ?? now() });
      return true;
    }
    if (login.failed && (await closeLoginWindow(login))) return false;
    const keepsConsent = consent || (login.consent && !login.failed);
    await accountOf(id).store.change(signInStarted);
    if (await navigateLoginWindow(login, startUrl(account, keepsConsent))) {
      const { tabId, windowId } = login;
      await loginItem.set({ tabId, windowId, ...newLogin(account, keepsConsent, now()) });
      return true;
    }
    if (!(await closeLoginWindow(login))) throw new Error('The sign-in page did not open.');
    return false;
  }

  /** Handles the URL that the window shows. Resolves to whether the sign-in has succeeded. */
  async function handleUrl(login: Login, url: string | undefined): Promise<boolean> {
    const outcome = readLoginOutcome(url, login.address);
    if (outcome === 'success') await succeed(login);
    else if (outcome) {
      await fail(login.account, outcome);
      await loginItem.set({ ...login, failed: true });
    }
    return outcome === 'success';
  }

  return {
    /**
     * Opens the sign-in window. If one is open, it is brought to the front, or the sign-in starts over in it.
     * With `consent` the platform is made to ask, so that another user can sign in. It is also made to ask if there
     * are several accounts, because it may know one of the others.
     */
    start: (account: StoredAccount, wantsConsent = false) =>
      runExclusive(async () => {
        const { all } = await readAccounts();
        const consent = wantsConsent || all.length > 1;
        const earlier = (await loginItem.get()) ?? (await findUnrecorded(account));
        if (earlier && (await resume(earlier, account, consent))) return;
        await accountOf(account.id).store.change(signInStarted);
        // An account that had this slot may have been removed while the proxy was down.
        const isSupported = !isDraft(account) || (await endSession(account));
        await (isSupported ? open(account, consent) : fail(account.id, 'slots_unsupported'));
      }),
    /** Closes the sign-in window of this account, if there is one, without a sign-in error. */
    cancel: (id: number) =>
      withLogin(
        ({ account }) => account === id,
        async (login) => {
          await loginItem.set(null);
          await closeLoginWindow(login);
        },
      ),
    /** Handles a window of this account that is gone, or shows its outcome, although no event said so. */
    recover: (id: number) =>
      withLogin(
        ({ account }) => account === id,
        async (login) => {
          const tab = await tabOfLoginWindow(login);
          if (!tab) return handleClosed(login);
          const isNew = !login.failed || readLoginOutcome(tab.url, login.address) === 'success';
          if (isNew) await handleUrl(login, tab.url);
        },
      ),
    onTabUrl: (tabId: number, url: string | undefined) =>
      runExclusive(async () => {
        const login = await loginItem.get();
        if (login?.tabId === tabId) {
          // Not awaited: a popup sends a command as it opens, and that command waits for this mutex.
          if (await handleUrl(login, url)) openPopup();
          return;
        }
        if (tabId === finishedTab) return;
        const account = await accountOfOutcome(url, login?.account);
        const outcome = account && readLoginOutcome(url, account.address);
        const own = login?.account === account?.id ? login : null;
        if (outcome) await handleOutcomeElsewhere(outcome, own, account.id);
      }),
    onTabCreated: async ({ id, cookieStoreId }: NewTab) => {
      if (!isolates || cookieStoreId === 'firefox-default') return;
      await withLogin(
        (login) => login.tabId !== id,
        (login) => loginItem.set({ ...login, newTabAt: now() }),
      );
    },
    onTabRemoved: (tabId: number) => withLogin((login) => login.tabId === tabId, handleClosed),
    onWindowRemoved: (windowId: number) =>
      withLogin((login) => login.windowId === windowId, handleClosed),
  };
}
