import { ROUTES } from '../../shared/routes.ts';
import { type Answer, Client } from '../support/proxy/client.ts';

/** Goes where the platform's authorization endpoint sends a browser. */
const platform = {
  async authorizeAs(_username: string, authorizationUrl: string | URL): Promise<string> {
    const answer = await fetch(authorizationUrl, { redirect: 'manual' });
    return answer.headers.get('location') ?? '';
  },
};

/** Beside the cookie, what Chromium sends with a request of the extension. */
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

/** The request with which the extension reads the balance, as it goes over the wire. */
export function readRequest(port: number, cookie?: string): string {
  const head = [
    `GET ${ROUTES.userInfo} HTTP/1.1`,
    `Host: localhost:${port}`,
    ...HEADERS,
    ...(cookie ? [`Cookie: ${cookie}`] : []),
  ];
  return `${head.join('\r\n')}\r\n\r\n`;
}

export interface Readers {
  /** A request of each. */
  requests: string[];
  /** What the last of them was answered. */
  answer: Answer;
}

/** Signs in so many people at a server, one at least, which must then give each the account. */
export async function signedInReaders(port: number, count: number): Promise<Readers> {
  const requests: string[] = [];
  for (;;) {
    const client = new Client(`http://localhost:${port}`, platform);
    const location = await client.signIn();
    const answer = await client.api(ROUTES.userInfo);
    const { status, text } = answer;
    if (status !== 200 || !text.includes('"balance_formatted"')) {
      throw new Error(`A sign-in led to ${location}, and a read to ${status}: ${text}`);
    }
    const cookies = [...client.cookies].map(([name, { value }]) => `${name}=${value}`);
    requests.push(readRequest(port, cookies.join('; ')));
    if (requests.length >= count) return { requests, answer };
  }
}
