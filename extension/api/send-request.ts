import { CSRF_HEADER, CSRF_VALUE } from '../../shared/routes.ts';

/** What requests depend on; tests pass their own. `now` returns Unix milliseconds. */
export interface ApiDependencies {
  fetch: typeof fetch;
  now: () => number;
}

/** Sends a request to a proxy, with the header that it requires. Rejects like `fetch`. */
export function sendRequest(
  { fetch }: Pick<ApiDependencies, 'fetch'>,
  url: string,
  init: RequestInit,
): Promise<Response> {
  return fetch(url, {
    credentials: 'include',
    cache: 'no-store',
    // A redirect is not followed, so that it can be told from a proxy that is down.
    redirect: 'manual',
    ...init,
    headers: { ...init.headers, [CSRF_HEADER]: CSRF_VALUE },
  });
}
