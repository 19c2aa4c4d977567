import { ROUTES } from '@shared/routes.ts';
import type { Asking } from '../account/asking.ts';
import type { AccountKeeper } from '../account/keeper.ts';
import { signInBegan, signInFailed } from '../account/transitions.ts';
import { openPopup } from '../popup/open-popup.ts';
import { createTurns } from '../storage/in-turn.ts';
import { addressItem, type Login, loginItem } from '../storage/items.ts';
import { readOutcome } from './outcome.ts';
import { closePlace, focusPlace, openPlace, urlOfPlace } from './place.ts';

/**
 * One sign-in at a time, in a window of its own. All it knows is in session storage, so any method
 * may be the first one of a new worker.
 */
export interface LoginControl {
  /** Opens the sign-in window, or brings the one that is open to the front. */
  begin(): Promise<void>;
  /** Closes the sign-in window, if any, and says nothing about it. */
  abandon(): Promise<void>;
  /** Mends the record of a login whose window is gone or has already shown its outcome. */
  heal(): Promise<void>;
  /** A tab shows `url`. */
  tabShows(tabId: number, url: string | undefined): Promise<void>;
  tabGone(tabId: number): Promise<void>;
  windowGone(windowId: number): Promise<void>;
}

/** `now` gives Unix milliseconds. */
export function createLoginControl(
  keeper: AccountKeeper,
  asking: Asking,
  now: () => number,
): LoginControl {
  const inTurn = createTurns();

  async function succeed(login: Login): Promise<void> {
    await asking.refresh('sign_in', 'session_not_kept');
    await loginItem.set(null);
    await closePlace(login);
  }

  /** The user closed the window. The sign-in may have succeeded just before, so the proxy has the last word. */
  async function gone(login: Login): Promise<void> {
    if (!login.failed) await asking.refresh('sign_in', 'cancelled');
    await loginItem.set(null);
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
    const url = await urlOfPlace(login);
    if (url === null) return gone(login);
    const isNews = !login.failed || readOutcome(url, login.address)?.kind === 'success';
    if (isNews) await shows(login, url);
  }

  return {
    begin: () =>
      inTurn(async () => {
        const earlier = await loginItem.get();
        if (earlier && !earlier.failed && (await focusPlace(earlier))) return;
        if (earlier) await closePlace(earlier);
        const address = await addressItem.get();
        await keeper.change(signInBegan);
        const place = await openPlace(address + ROUTES.signIn);
        await loginItem.set({ ...place, address, failed: false });
      }),
    abandon: () =>
      inTurn(async () => {
        const login = await loginItem.get();
        await loginItem.set(null);
        if (login) await closePlace(login);
      }),
    heal: () =>
      inTurn(async () => {
        const login = await loginItem.get();
        if (login) await mend(login);
      }),
    tabShows: (tabId, url) =>
      inTurn(async () => {
        const login = await loginItem.get();
        if (login?.tabId === tabId) {
          // Not waited for: a popup that opens begins with a command that waits for its turn here.
          if (await shows(login, url)) openPopup();
          return;
        }
        if (readOutcome(url, await addressItem.get())?.kind === 'success') {
          await asking.refresh('sign_in');
        }
      }),
    tabGone: (tabId) =>
      inTurn(async () => {
        const login = await loginItem.get();
        if (login?.tabId === tabId) await gone(login);
      }),
    windowGone: (windowId) =>
      inTurn(async () => {
        const login = await loginItem.get();
        if (login?.windowId === windowId) await gone(login);
      }),
  };
}
