import { ROUTES } from '../../../shared/routes.ts';
import { parseUrl } from '../../domain/parse-url.ts';
import { ageMs, isRecent } from '../../domain/stored-time.ts';
import type { Login } from '../../storage/items.ts';

/** What the browser says of a tab. A URL is absent where it is outside the extension's host permission. */
export interface LoginTab {
  url?: string | undefined;
  /** Where the tab is about to go (Chromium only). */
  pendingUrl?: string | undefined;
  status?: string | undefined;
}

/** Milliseconds that the proxy keeps a login transaction: after that, the sign-in cannot succeed. */
const TRANSACTION_LIFETIME_MS = 10 * 60_000;

/** Milliseconds that the start page may take to lead to the platform. */
const MAX_START_MS = 10_000;

/** Milliseconds within which clicks belong together. */
const DOUBLE_CLICK_MS = 3_000;

/** Whether a sign-in is under way that can still succeed. `now` is Unix milliseconds. */
export function isSigningIn(login: Login | null, now: number): boolean {
  return login !== null && !login.failed && isRecent(login.startedAt, TRANSACTION_LIFETIME_MS, now);
}

/**
 * Whether a sign-in page is worth bringing to the front, so that the user can go on there; else the sign-in
 * starts over in it. The page is worth it on its way to the platform and at the platform. At the proxy there is
 * only an error to read. Where the extension may not see the page's URL, it is taken for the platform's, but
 * when a click has brought it to the front already, the next one starts over. `now` is Unix milliseconds;
 * `platform` gives the platform's origin, `null` where that is not known.
 */
export async function isWorthShowing(
  login: Login,
  tab: LoginTab,
  now: number,
  platform: () => Promise<string | null>,
): Promise<boolean> {
  const { address, startedAt, shownAt } = login;
  const age = ageMs(startedAt, now);
  if (age === null || age >= TRANSACTION_LIFETIME_MS) return false;
  const isLoading = tab.status === 'loading';
  const url = tab.pendingUrl || tab.url;
  const { origin, pathname } = parseUrl(url) ?? {};
  if (origin === address && !isLoading) return false;
  if (age < DOUBLE_CLICK_MS) return true;
  if (shownAt !== null && !isRecent(shownAt, DOUBLE_CLICK_MS, now)) return false;
  if (isLoading && age < MAX_START_MS) return true;
  if (url === undefined || (isLoading && pathname === ROUTES.callback)) return true;
  if (origin === address || !/^https?:/u.test(url)) return false;
  return [origin, null].includes(await platform());
}
