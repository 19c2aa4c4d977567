import { ROUTES } from '../../shared/routes.ts';
import { Client, type ClientResponse } from '../support/proxy/client.ts';

/** Follows the redirect of the platform's authorization endpoint. */
const platform = {
  async authorizeAs(_username: string, authorizationUrl: string | URL): Promise<string> {
    const response = await fetch(authorizationUrl, { redirect: 'manual' });
    return response.headers.get('location') ?? '';
  },
};

/** What Chromium sends with a request of the extension, apart from the cookie. */
const HEADERS = [
  'Connection: keep-alive',
  'X-CSRF: 1',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  'Accept: application/json',
  'Sec-Fetch-Site: none',
  'Sec-Fetch-Mode: cors',
  'Sec-Fetch-Dest: empty',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: en-GB,en;q=0.9',
];

/** The extension's request for the balance, as sent over the wire. */
export function readRequest(port: number, cookie?: string): string {
  const lines = [
    `GET ${ROUTES.userInfo} HTTP/1.1`,
    `Host: localhost:${port}`,
    ...HEADERS,
    ...(cookie ? [`Cookie: ${cookie}`] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/**
 * Signs in this many users at a server, one at least, and reads each balance once. Returns a request of each
 * user, and the response to the last.
 */
export async function signInClients(
  port: number,
  count: number,
): Promise<{ requests: string[]; response: ClientResponse }> {
  const requests: string[] = [];
  for (;;) {
    const client = new Client(`http://localhost:${port}`, platform);
    const location = await client.signIn();
    const response = await client.api(ROUTES.userInfo);
    const { status, text } = response;
    if (status !== 200 || !text.includes('"balance_formatted"')) {
      throw new Error(`A sign-in led to ${location}, and a read to ${status}: ${text}`);
    }
    const cookies = [...client.cookies].map(([name, { value }]) => `${name}=${value}`);
    requests.push(readRequest(port, cookies.join('; ')));
    if (requests.length >= count) return { requests, response };
  }
}
