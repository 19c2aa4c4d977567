import { DEFAULT_SLOT } from '../../../shared/account-slots.ts';
import { ROUTES } from '../../../shared/routes.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import type { Login } from '../../storage/items.ts';
import type { LoginWindow } from './login-window.ts';

/** The URL at which the sign-in of an account starts. With `consent` the platform asks who the user is. */
export function startUrl({ address, slot }: StoredAccount, consent: boolean): string {
  const query = new URLSearchParams({
    ...(slot !== DEFAULT_SLOT && { slot: String(slot) }),
    ...(consent && { consent: '1' }),
  });
  return address + ROUTES.signIn + (query.size > 0 ? `?${query}` : '');
}

/** A sign-in that starts at `now` (Unix milliseconds), except the window that it is in. */
export function newLogin(
  { id: account, address }: StoredAccount,
  consent: boolean,
  now: number,
): Omit<Login, keyof LoginWindow> {
  const times = { startedAt: now, shownAt: null, newTabAt: null };
  return { account, address, consent, failed: false, ...times };
}
