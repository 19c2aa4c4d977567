import { parseJson } from '../../shared/json.ts';
import { CSRF_HEADER, CSRF_VALUE } from '../../shared/routes.ts';
import type { ReceivedResponse } from '../domain/detect-server.ts';

/** Maximum bytes read of a body: enough to know whose it is. */
const MAX_BODY_BYTES = 64 * 1024;

/** What requests depend on; tests pass their own. `now` returns Unix milliseconds. */
export interface ApiDependencies {
  fetch: typeof fetch;
  now: () => number;
}

/** Sends a request to a proxy, with the header that it requires, and reads the response. Rejects like `fetch`. */
export async function sendRequest(
  { fetch, now }: ApiDependencies,
  url: string,
  init: RequestInit,
): Promise<ReceivedResponse> {
  const response = await fetch(url, {
    credentials: 'include',
    cache: 'no-store',
    // A redirect is not followed, so that it can be told from a proxy that is down.
    redirect: 'manual',
    ...init,
    headers: { ...init.headers, [CSRF_HEADER]: CSRF_VALUE },
  });
  const receivedAt = now();
  const body = await readStart(response);
  return { response, body, value: parseJson(body), receivedAt };
}

/** The first {@link MAX_BODY_BYTES} of the body as text. */
async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let left = MAX_BODY_BYTES; reader && left > 0; ) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value.subarray(0, left), { stream: true });
    left -= value.byteLength;
  }
  await reader?.cancel().catch(() => undefined);
  return text;
}
