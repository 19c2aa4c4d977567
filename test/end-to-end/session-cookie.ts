import type { TestEnvironment } from '../support/environment/test-environment.ts';

/** The browser's cookies for the proxy, as a `Cookie` header; empty where it has none. */
export async function sessionCookies({ browser, proxy }: TestEnvironment): Promise<string> {
  const { hostname } = new URL(proxy.url);
  const own = (await browser.cookies()).filter(({ domain, name }) => {
    return domain === hostname && /session/i.test(name);
  });
  return own.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** Reads the account with cookies that were copied out of the browser. */
export async function readWithCookies({ proxy }: TestEnvironment, cookie: string) {
  const answer = await fetch(`${proxy.localUrl}/api/user/info`, {
    headers: { cookie, 'x-csrf': '1' },
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
