import { type Dispatcher, request } from 'undici';
import { expect } from 'vitest';
import type { Client } from '../proxy/client.ts';
import { type RunningProxy, startProxy } from '../proxy/running-proxy.ts';
import type { Held } from './cookies.ts';
import { type Asked, expectDecent, expectNoSecret, ISSUED, type Seen } from './decency.ts';

export interface Sending {
  method?: string;
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string | undefined;
}

/**
 * A proxy to be fuzzed, without rate limits. A bystander is signed in all the time, with a second sign-in
 * begun: nothing that anybody else sends may touch either, or learn of it.
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

  /** Sends a well-formed request and gives its answer, which is decent. */
  async send({ method = 'GET', path, headers = {}, body }: Sending): Promise<Seen> {
    // What comes of `..` in it is what is sent.
    const url = new URL(this.proxy.url + path);
    const answer = await request(url, {
      method: method as Dispatcher.HttpMethod,
      headers,
      body: body ?? null,
    });
    const seen: Seen = {
      status: answer.statusCode,
      headers: answer.headers,
      body: await answer.body.text(),
    };
    const navigates = headers['sec-fetch-mode'] === 'navigate';
    this.expectDecent(seen, { method, path: url.pathname, navigates });
    return seen;
  }

  expectDecent(seen: Seen, asked: Asked): void {
    const platformUrl = this.proxy.platform.url;
    expectDecent(seen, asked, { platformUrl, secrets: this.#secrets() });
  }

  /** After all cases: the proxy lives, nobody was signed out, and no secret was written down. */
  async expectUnharmed(...signedIn: Client[]): Promise<void> {
    expect((await this.proxy.browser().send('/healthz')).status).toBe(200);
    for (const client of [this.#bystander, ...signedIn]) {
      expect((await client.api('/api/user/info')).status).toBe(200);
    }
    const secrets = [...this.#secrets(), ...signedIn.flatMap((client) => pieces(heldBy(client)))];
    const { codes, accessTokens, refreshTokens } = this.proxy.platform.issued;
    for (const one of [...codes, ...accessTokens, ...refreshTokens]) expect(one).toMatch(ISSUED);
    for (const line of this.proxy.log().split('\n')) {
      if (line === '') continue;
      expectNoSecret(line, secrets);
      expect(line).not.toContain('internal_error');
    }
  }

  #secrets(): string[] {
    return [this.proxy.clientSecret, ...pieces(heldBy(this.#bystander))];
  }
}

export function heldBy(client: Client): Held[] {
  return [...client.cookies].map(([name, { value }]) => ({ name, value }));
}

/** Pieces by which a sealed cookie is known even where it was broken. */
export function pieces(held: readonly Held[]): string[] {
  return held.flatMap(({ value }) => value.match(/.{32}/g) ?? []);
}
