import type { Core } from './core.ts';

/** Follows an authorization over HTTP with a session of this user, and consents if asked. */
export async function authorizeAs(core: Core, username: string, start: URL): Promise<string> {
  const cookie = core.sessions.start(username);
  const first = await fetch(start, { headers: { cookie }, redirect: 'manual' });
  const location = first.headers.get('location');
  if (location === null) throw new Error(`the platform answered ${first.status}, no redirect`);
  const target = new URL(location, core.url);
  const isConsent = target.origin === core.url && target.pathname === '/consent';
  if (!isConsent) return location;
  const decided = await fetch(new URL('/consent', core.url), {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams({
      request: target.searchParams.get('request') ?? '',
      decision: 'allow',
    }),
    redirect: 'manual',
  });
  const answer = decided.headers.get('location');
  if (answer === null) throw new Error(`the platform answered ${decided.status}, no redirect`);
  return answer;
}
