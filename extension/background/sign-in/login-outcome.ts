import { isLoginError, type LoginError } from '../../../shared/login-outcomes.ts';
import { ROUTES } from '../../../shared/routes.ts';
import { parseUrl } from '../../domain/parse-url.ts';

/** How a sign-in ended, according to the URL of the proxy's page. */
export type LoginOutcome = 'success' | LoginError;

/**
 * Reads the outcome from a tab's URL. `null` if that is not the outcome page of the proxy at `address`. An
 * unknown error code is read as `server_error`.
 */
export function readLoginOutcome(url: string | undefined, address: string): LoginOutcome | null {
  const page = parseUrl(url);
  if (page?.origin !== address || page.pathname !== ROUTES.page) return null;
  const { searchParams } = page;
  if (searchParams.get('login') === 'success') return 'success';
  const code = searchParams.get('error');
  if (code === null) return null;
  return isLoginError(code) ? code : 'server_error';
}
