import type { Endpoint, Fault, Platform } from '../fake-platform/platform.ts';
import type { Client, ClientResponse } from './client.ts';
import type { RunningProxy } from './running-proxy.ts';

/** A request to the proxy and its response. */
export interface Exchange {
  method: string;
  path: string;
  response: ClientResponse;
}

/** Every code, token and client secret that the platform has issued. */
export function secretsOf({ issued }: Pick<Platform, 'issued'>): string[] {
  return Object.values(issued).flat();
}

/** Records every response to this client. */
export function record(client: Client, exchanges: Exchange[]): Client {
  const send = client.send.bind(client);
  client.send = async (path, options, from) => {
    const response = await send(path, options, from);
    exchanges.push({ method: options?.method ?? 'GET', path, response });
    return response;
  };
  return client;
}

/** Responses in which a careless platform repeats the secrets of the request. */
function echoes(platform: Platform): Fault[] {
  const { clientSecrets, accessTokens, refreshTokens, codes } = platform.issued;
  const latest = [clientSecrets, accessTokens, refreshTokens, codes].map((all) => all.at(-1));
  const echo = latest.join(' ');
  const headers = { 'x-debug': echo, 'set-cookie': `debug=${echo}`, 'www-authenticate': echo };
  return [
    { status: 500, headers, body: { error: echo } },
    { status: 400, headers, body: { error: echo, error_description: echo } },
    { status: 200, headers, body: `{"access_token": "${echo}` },
    { status: 401, headers, body: { error: 'invalid_client', error_description: echo } },
  ];
}

const CALLS: [Endpoint, string][] = [
  ['userinfo', '/api/user/info'],
  ['topup', '/api/user/topup'],
  ['token', '/api/user/info'],
];

/** Seconds after which an error has no effect any more: no cooldown, no used-up refresh budget. */
const AFTERMATH = 300;

/**
 * Sends every kind of request with one browser that signs in three times, to two slots, to a platform whose errors repeat its secrets.
 * Needs `USERINFO_MAX_AGE=0`.
 */
export async function wholeLife(proxy: RunningProxy<Platform>): Promise<Exchange[]> {
  const { platform, clock } = proxy;
  const exchanges: Exchange[] = [];
  const client = record(proxy.browser(), exchanges);
  for (const path of ['/', '/healthz', '/readyz', '/nothing']) await client.navigate(path);
  await client.start();
  await client.navigate('/oauth/callback?error=access_denied');
  await client.navigate('/oauth/callback?code=none&state=none', 'another-site');
  await client.signIn();

  const { headers } = await client.api('/api/user/info');
  const unchanged = { 'if-none-match': String(headers.etag) };
  await client.api('/api/user/info', { headers: unchanged });
  for (const path of ['/api/user/topup', '/api/about', '/api/nothing']) await client.api(path);
  await client.send('/api/user/info');
  await client.signIn('demo', 4);
  for (const path of ['/api/user/info', '/api/user/topup']) await client.inSlot(4, path);
  await client.api('/api/sessions');
  for (let count = 0; count < 2; count++) {
    await client.inSlot(4, '/auth/logout', { method: 'POST' });
  }
  await client.inSlot(10);
  clock.pass(7_300);
  await client.api('/api/user/info');
  platform.expireAccessTokens();
  await client.api('/api/user/topup');

  for (const [endpoint, path] of CALLS) {
    for (const response of echoes(platform)) {
      if (endpoint === 'token') platform.expireAccessTokens();
      platform.misbehave(endpoint, response);
      await client.api(path);
      platform.misbehave(endpoint, null);
      clock.pass(AFTERMATH);
    }
  }
  platform.misbehave('token', { status: 400, body: { error: secretsOf(platform).join(' ') } });
  await client.signIn();
  platform.misbehave('token', null);
  await client.signIn();
  await client.api('/api/user/info');
  await client.navigate('/?login=success');

  platform.revoke('demo');
  await client.api('/api/user/info');
  await client.api('/auth/logout', { method: 'POST' });
  await client.api('/api/user/info');
  return exchanges;
}
