import { type Dispatcher, request } from 'undici';
import type { AuthorizationServer } from '../fake-platform/authorization-server.ts';

export interface ClientResponse {
  status: number;
  headers: Dispatcher.ResponseData['headers'];
  cookies: string[];
  text: string;
  json: () => Record<string, unknown>;
}

export type SignInPlatform = Pick<AuthorizationServer, 'authorizeAs'>;

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'HEAD' | 'PUT' | 'DELETE' | 'OPTIONS';
  headers?: Record<string, string | string[]>;
  body?: string;
  signal?: AbortSignal;
}

/** The cookies of a browser for one origin and the requests it sends. */
export class Client {
  readonly cookies = new Map<string, { value: string; sameSite: string }>();
  readonly #url: string;
  readonly #platform: SignInPlatform;
  readonly #dispatcher: Dispatcher | undefined;

  /** @param dispatcher undici's global dispatcher by default */
  constructor(url: string, platform: SignInPlatform, dispatcher?: Dispatcher) {
    this.#url = url;
    this.#platform = platform;
    this.#dispatcher = dispatcher;
  }

  /** Sends a request as the extension does, with cookies and the CSRF header. */
  async api(path: string, options: RequestOptions = {}): Promise<ClientResponse> {
    return this.send(path, { ...options, headers: { 'x-csrf': '1', ...options.headers } });
  }

  /** The status of an API response, followed by its error code if it has one: `200`, `401 not_authenticated`. */
  async outcome(path = '/api/user/info', options: RequestOptions = {}): Promise<string> {
    const { status, text } = await this.api(path, options);
    const error: unknown = status < 400 ? undefined : JSON.parse(text).error;
    return error === undefined ? `${status}` : `${status} ${error}`;
  }

  /** Sends a request as the extension does for the account in this slot. */
  async inSlot(slot: number, path = '/api/user/info', options: RequestOptions = {}) {
    return this.api(path, { ...options, headers: { 'x-account-slot': `${slot}` } });
  }

  /** Opens an address in a window. If another site leads there, `Strict` cookies are not sent. */
  async navigate(
    path: string,
    from: 'nowhere' | 'another-site' = 'nowhere',
  ): Promise<ClientResponse> {
    const headers = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    return this.send(path, { headers }, from);
  }

  async send(
    path: string,
    { method = 'GET', headers = {}, body, signal }: RequestOptions = {},
    from: 'nowhere' | 'another-site' = 'nowhere',
  ): Promise<ClientResponse> {
    const jar = [...this.cookies].filter(
      ([, { sameSite }]) => from === 'nowhere' || sameSite !== 'Strict',
    );
    const cookie = jar.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const response = await request(`${this.#url}${path}`, {
      method,
      headers: { ...(cookie && { cookie }), ...headers },
      body: body ?? null,
      ...(signal && { signal }),
      ...(this.#dispatcher && { dispatcher: this.#dispatcher }),
    });
    const text = await response.body.text();
    const cookies = [response.headers['set-cookie'] ?? []].flat();
    for (const line of cookies) this.#keep(line);
    return {
      status: response.statusCode,
      headers: response.headers,
      cookies,
      text,
      json: () => JSON.parse(text),
    };
  }

  /** Starts a sign-in; returns the address on the platform. */
  async start(slot?: number): Promise<URL> {
    const query = slot === undefined ? '' : `?slot=${slot}`;
    const response = await this.navigate(`/auth/oauth/start${query}`);
    return new URL(String(response.headers.location));
  }

  /** Starts a sign-in and authorizes it on the platform; returns path and query of the callback. */
  async authorize(username = 'demo', slot?: number): Promise<string> {
    const callback = new URL(await this.#platform.authorizeAs(username, await this.start(slot)));
    return `${callback.pathname}${callback.search}`;
  }

  /** Opens a callback as the redirect of the platform does; returns where it redirects to. */
  async callback(pathAndQuery: string): Promise<string> {
    const { headers } = await this.navigate(pathAndQuery, 'another-site');
    return String(headers.location);
  }

  /** Signs in; returns where the callback redirects to. */
  async signIn(username = 'demo', slot?: number): Promise<string> {
    return this.callback(await this.authorize(username, slot));
  }

  /** Returns a client with the same cookies. */
  copy(): Client {
    const copy = new Client(this.#url, this.#platform, this.#dispatcher);
    for (const [name, cookie] of this.cookies) copy.cookies.set(name, cookie);
    return copy;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const sameSite = attributes.find((one) => one.startsWith('SameSite='))?.slice(9) ?? '';
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, { value, sameSite });
  }
}
