import { ROUTES } from '../../../shared/routes.ts';
import { parseUrl } from '../../domain/parse-url.ts';
import { ageMs, isRecent } from '../../domain/stored-time.ts';
import type { Login } from '../../storage/items.ts';

/** The part of `tabs.Tab` that shows how far a sign-in is. */
export interface LoginTab {
  /** Absent for a page outside the extension's host permissions. */
  url?: string | undefined;
  /** Where the tab is about to go (Chromium only). */
  pendingUrl?: string | undefined;
  status?: string | undefined;
}

/** How long the proxy keeps a login transaction. After that, the sign-in cannot succeed. */
const TRANSACTION_LIFETIME_MS = 10 * 60_000;

/** How long the start page may take to redirect to the platform. */
const MAX_START_MS = 10_000;

/** Clicks within this time count as one. */
const DOUBLE_CLICK_MS = 3_000;

/** Whether a sign-in is in progress that can still succeed. `now` is Unix milliseconds. */
export function isSigningIn(login: Login | null, now: number): boolean {
  return login !== null && !login.failed && isRecent(login.startedAt, TRANSACTION_LIFETIME_MS, now);
}

/**
 * Whether an open sign-in page should be brought to the front; otherwise the sign-in starts over in it. It
 * should while it is on its way to the platform or at the platform: at the proxy there is only an error to
 * read. A page whose URL the extension may not see is taken for the platform's, unless a click has brought it
 * to the front already. `now` is Unix milliseconds; `fetchPlatform` returns the platform's origin, or `null` if
 * that is unknown.
 */
export async function isWorthShowing(
  login: Login,
  tab: LoginTab,
  now: number,
  fetchPlatform: () => Promise<string | null>,
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
  return [origin, null].includes(await fetchPlatform());
}
