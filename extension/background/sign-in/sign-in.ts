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
import { type Outcome, readOutcome } from './login-outcome.ts';
import { isWorthShowing } from './login-progress.ts';
import {
  closeLoginWindow,
  findNewLoginWindow,
  focusLoginWindow,
  navigateLoginWindow,
  openLoginWindow,
  type Place,
  popupTabIds,
  tabOfLoginWindow,
} from './login-window.ts';

/**
 * One sign-in at a time, in a window of its own. All it knows is in session storage, so any method
 * may be the first one of a new worker.
 */
export interface LoginControl {
  /**
   * Opens the sign-in window. One that is open is brought to the front, or starts over where it has nothing
   * to show. With `consent` the platform is made to ask, so that another person can sign in.
   */
  begin(consent?: boolean): Promise<void>;
  /** Closes the sign-in window, if any, and says nothing about it. */
  abandon(): Promise<void>;
  /** Mends the record of a login whose window is gone or has already shown its outcome. */
  heal(): Promise<void>;
  /** A tab shows `url`. */
  tabShows(tabId: number, url: string | undefined): Promise<void>;
  tabCreated(tab: NewTab): Promise<void>;
  tabGone(tabId: number): Promise<void>;
  windowGone(windowId: number): Promise<void>;
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
export function createLoginControl(
  keeper: AccountStore,
  asking: AccountRefresher,
  around: ApiDependencies & { isolates?: boolean },
): LoginControl {
  const { now, isolates = false } = around;
  const runExclusive = createMutex();
  const unseen: SignInErrorKind = isolates ? 'session_isolated' : 'session_not_kept';

  async function succeed(login: Login): Promise<void> {
    await asking.refresh('sign_in', unseen);
    await loginItem.set(null);
    await closeLoginWindow(login);
  }

  /** The user closed the window. The sign-in may have succeeded just before, so the proxy has the last word. */
  async function gone(login: Login): Promise<void> {
    if (!login.failed) {
      const { newTabAt } = login;
      const isMoved =
        isolates && newTabAt !== null && isRecent(newTabAt, CONTAINER_SWITCH_MS, now());
      await asking.refresh('sign_in', isMoved ? 'session_isolated' : 'cancelled');
    }
    await loginItem.set(null);
  }

  /** A sign-in has ended in a tab that this extension did not open: its own, moved to a container, or the user's. */
  async function endedElsewhere(outcome: Outcome, login: Login | null): Promise<void> {
    if (outcome.kind === 'success') {
      await asking.refresh('sign_in', isolates ? 'session_isolated' : undefined);
    } else {
      const isMoved = isolates && login !== null && outcome.code === 'invalid_state';
      if (!isMoved) return;
      await keeper.change((state) => signInFailed(state, 'session_isolated', now()));
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

  function anew(address: string, consent: boolean): Omit<Login, keyof Place> {
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
    if (readOutcome(tab.url, login.address)?.kind === 'success') {
      await succeed(login);
      return true;
    }
    const isOther = login.address !== address || (consent && !login.consent);
    const platform = () => platformOf(address, around);
    const isWorth = !login.failed && !isOther && isWorthShowing(login, tab, now(), platform);
    if ((await isWorth) && (await focusLoginWindow(login))) {
      await loginItem.set({ ...login, shownAt: login.shownAt ?? now() });
      return true;
    }
    if (login.failed && (await closeLoginWindow(login))) return false;
    const asks = consent || (login.consent && !login.failed);
    await keeper.change(signInStarted);
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
    const outcome = readOutcome(url, login.address);
    if (outcome?.kind === 'success') await succeed(login);
    if (outcome?.kind === 'error') {
      await keeper.change((state) => signInFailed(state, outcome.code, now()));
      await loginItem.set({ ...login, failed: true });
    }
    return outcome?.kind === 'success';
  }

  async function mend(login: Login): Promise<void> {
    const tab = await tabOfLoginWindow(login);
    if (!tab) return gone(login);
    const { url } = tab;
    const isNews = !login.failed || readOutcome(url, login.address)?.kind === 'success';
    if (isNews) await shows(login, url);
  }

  return {
    begin: (consent = false) =>
      runExclusive(async () => {
        const address = await addressItem.get();
        const earlier = (await loginItem.get()) ?? (await findLost(address));
        if (earlier && (await goOn(earlier, address, consent))) return;
        await keeper.change(signInStarted);
        await open(address, consent);
      }),
    abandon: () =>
      runExclusive(async () => {
        const login = await loginItem.get();
        await loginItem.set(null);
        if (login) await closeLoginWindow(login);
      }),
    heal: () =>
      runExclusive(async () => {
        const login = await loginItem.get();
        if (login) await mend(login);
      }),
    tabShows: (tabId, url) =>
      runExclusive(async () => {
        const login = await loginItem.get();
        if (login?.tabId === tabId) {
          // Not waited for: a popup that opens begins with a command that waits for its turn here.
          if (await shows(login, url)) openPopup();
          return;
        }
        const outcome = readOutcome(url, await addressItem.get());
        if (outcome) await endedElsewhere(outcome, login);
      }),
    tabCreated: async ({ id, cookieStoreId = 'unknown' }) => {
      if (!isolates || cookieStoreId === 'firefox-default') return;
      await runExclusive(async () => {
        const login = await loginItem.get();
        if (login && login.tabId !== id) await loginItem.set({ ...login, newTabAt: now() });
      });
    },
    tabGone: (tabId) =>
      runExclusive(async () => {
        const login = await loginItem.get();
        if (login?.tabId === tabId) await gone(login);
      }),
    windowGone: (windowId) =>
      runExclusive(async () => {
        const login = await loginItem.get();
        if (login?.windowId === windowId) await gone(login);
      }),
  };
}

function startUrl(address: string, consent: boolean): string {
  return address + ROUTES.signIn + (consent ? '?consent=1' : '');
}
