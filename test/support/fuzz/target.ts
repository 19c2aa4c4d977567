import { type Dispatcher, request } from 'undici';
import { expect } from 'vitest';
import { ERROR_STATUS, type ErrorCode } from '../../../shared/errors.ts';
import { LOGIN_ERRORS } from '../../../shared/login-outcomes.ts';
import type { Client } from '../proxy/client.ts';
import { exchangeBytes } from '../proxy/raw-request.ts';
import { type RunningProxy, startProxy } from '../proxy/running-proxy.ts';
import type { Cookie } from './cookies.ts';
import { type Received, readResponses } from './raw-responses.ts';
import { MARKER } from './texts.ts';

export interface Sending {
  method?: string;
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string | undefined;
}

/** The part of a request that determines the format of an error. */
interface RequestForm {
  method: string;
  path: string;
  navigates: boolean;
}

/** Statuses of the contract while the platform, the store and the proxy work. */
const STATUSES = [200, 204, 302, 303, 304, 400, 401, 403, 404, 431];

/** Where the proxy may redirect to, besides the authorization page of the platform. */
const LOCATIONS = ['/?login=success', ...LOGIN_ERRORS.map((code) => `/?error=${code}`)];

/** Matches every code and token of the fake platform. */
const ISSUED = /code_[\w-]{32}|refresh_[0-9a-f]{64}|eyJhbGciOiJIUzI1NiIs/;

/** Fails if the text contains the marker, one of the secrets, or anything that the platform issued. */
export function expectNoSecret(text: string, secrets: readonly string[]): void {
  const leaked = [MARKER, ...secrets].filter((secret) => text.includes(secret));
  leaked.push(...(ISSUED.exec(text) ?? []));
  if (leaked.length > 0) throw new Error(`${leaked.join(' and ')} in: ${text.slice(0, 4_000)}`);
}

function expectErrorBody(status: number, body: string): void {
  const reply = JSON.parse(body) as { error: ErrorCode };
  const message = expect.stringMatching(/^[A-Z].+\.$/);
  expect(reply).toEqual({ error: expect.any(String), message });
  expect(ERROR_STATUS[reply.error]).toBe(status);
}

/**
 * A proxy without rate limits to send fuzzed requests to. A bystander is signed in and has started a second sign-in:
 * no request of another client may affect them or reveal their secrets.
 */
export class Target {
  readonly proxy: RunningProxy;
  readonly #bystander: Client;

  static async start(): Promise<Target> {
    const env = { RATE_LIMIT_API: '0', RATE_LIMIT_SIGN_IN: '0', USERINFO_MAX_AGE: '60' };
    const proxy = await startProxy({ env });
    const bystander = await proxy.signedIn();
    await bystander.start();
    return new Target(proxy, bystander);
  }

  private constructor(proxy: RunningProxy, bystander: Client) {
    this.proxy = proxy;
    this.#bystander = bystander;
  }

  /** Sends a well-formed request and checks that the response follows the contract. */
  async send({ method = 'GET', path, headers = {}, body = '' }: Sending): Promise<Received> {
    const url = new URL(this.proxy.url + path);
    const response = await request(url, {
      method: method as Dispatcher.HttpMethod,
      headers,
      body: body === '' ? null : body,
    });
    const received = {
      status: response.statusCode,
      headers: response.headers,
      body: await response.body.text(),
    };
    const navigates = headers['sec-fetch-mode'] === 'navigate';
    this.#expectContract(received, { method, path: url.pathname, navigates });
    return received;
  }

  /** Sends bytes and checks that everything that comes back follows the contract. */
  async sendBytes(bytes: Uint8Array): Promise<void> {
    for (const received of readResponses(await exchangeBytes(this.proxy.url, bytes))) {
      // The request is not known here, so the response may have either format.
      const method = received.body === '' ? 'HEAD' : 'GET';
      const navigates = received.headers['content-type'] === 'text/html; charset=utf-8';
      this.#expectContract(received, { method, path: '/', navigates });
    }
  }

  /** Checks that the proxy works, that nobody was signed out, and that the log contains no secret. */
  async expectUnharmed(...signedIn: Client[]): Promise<void> {
    expect((await this.proxy.browser().send('/healthz')).status).toBe(200);
    for (const client of [this.#bystander, ...signedIn]) {
      expect((await client.api('/api/user/info')).status).toBe(200);
    }
    const secrets = [
      ...this.#secrets(),
      ...signedIn.flatMap((client) => pieces(cookiesOf(client))),
    ];
    const { codes, accessTokens, refreshTokens } = this.proxy.platform.issued;
    for (const one of [...codes, ...accessTokens, ...refreshTokens]) expect(one).toMatch(ISSUED);
    for (const line of this.proxy.log().split('\n')) {
      expectNoSecret(line, secrets);
      expect(line).not.toContain('internal_error');
    }
  }

  #expectContract({ status, headers, body }: Received, form: RequestForm): void {
    const { method, path, navigates } = form;
    expectNoSecret(JSON.stringify(headers) + body, this.#secrets());
    if (headers['content-security-policy'] === undefined) {
      // The server could not parse the request.
      expect([400, 431]).toContain(status);
      if (method !== 'HEAD') expectErrorBody(status, body);
      return;
    }
    expect(STATUSES).toContain(status);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    const { location } = headers;
    if (location !== undefined && !LOCATIONS.includes(String(location))) {
      const { url } = this.proxy.platform;
      expect(String(location)).toMatch(RegExp(`^${url}/api/oauth2/authorize\\?`));
    }
    if (status < 400 || method === 'HEAD') return;
    if (method === 'GET' && navigates && !path.startsWith('/api/')) {
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(body).toMatch(/^<!doctype html>/);
    } else {
      expectErrorBody(status, body);
    }
  }

  #secrets(): string[] {
    return [this.proxy.clientSecret, ...pieces(cookiesOf(this.#bystander))];
  }
}

export function cookiesOf(client: Client): Cookie[] {
  return [...client.cookies].map(([name, { value }]) => ({ name, value }));
}

/** Returns pieces that identify a sealed cookie even if it is mutated. */
export function pieces(cookies: readonly Cookie[]): string[] {
  return cookies.flatMap(({ value }) => value.match(/.{32}/g) ?? []);
}
