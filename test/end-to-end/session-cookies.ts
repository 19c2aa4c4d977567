import type { TestEnvironment } from '../support/environment/test-environment.ts';

/** The browser's session cookies for the proxy as a `Cookie` header; empty if there are none. */
export async function sessionCookies({ browser, proxy }: TestEnvironment): Promise<string> {
  const { hostname } = new URL(proxy.url);
  const cookies = (await browser.cookies()).filter(({ domain, name }) => {
    return domain === hostname && /session/i.test(name);
  });
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** Reads the account with a copy of the browser's cookies. */
export async function readWithCookies({ proxy }: TestEnvironment, cookie: string) {
  const headers = { cookie, 'x-csrf': '1' };
  const response = await fetch(`${proxy.localUrl}/api/user/info`, { headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
