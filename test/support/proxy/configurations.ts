import { randomBytes } from 'node:crypto';
import { expect, onTestFinished } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import { bindingsOf, UNBOUND } from '../../../proxy/auth/platform-binding.ts';
import { openTokens, sealTokens } from '../../../proxy/auth/sealed-tokens.ts';
import { hashSessionId } from '../../../proxy/auth/session-id.ts';
import { type Platform, startPlatform } from '../fake-platform/platform.ts';
import type { Place } from '../session-stores/places.ts';
import type { Client } from './client.ts';
import { cookieKeys } from './cookie-keys.ts';
import { startProxy } from './running-proxy.ts';

/** An installation that is restarted with the same data and different configurations. */
export async function install(place: Place) {
  onTestFinished(() => place.close());
  const key = randomBytes(32);
  const first = await startProxy({
    masterKeys: [key],
    openStore: place.open,
    env: { USERINFO_MAX_AGE: '0' },
  });
  const elsewhere = await startPlatform({ now: first.clock.now });
  onTestFinished(() => elsewhere.close());
  const redirectUri = first.env.OAUTH_REDIRECT_URI ?? '';
  const other = first.platform.registerApp({ name: 'Other', redirectUri });
  elsewhere.registerApp({ name: 'Companion', redirectUri });
  const platforms: readonly Platform[] = [first.platform, elsewhere];
  let stop = first.stop;

  /** Stops the running proxy and starts the next one; resolves when it is ready. */
  async function restart(env: Record<string, string> = {}) {
    await stop();
    const proxy = await startProxy({
      beside: first,
      masterKeys: [key],
      openStore: place.open,
      env: { USERINFO_MAX_AGE: '0', ...env },
    });
    stop = proxy.stop;
    expect((await proxy.browser().api('/readyz')).status).toBe(200);
    return proxy;
  }

  return {
    first,
    elsewhere,
    other,
    restart,
    key,
    clear: () => {
      for (const platform of platforms) platform.clearRequests();
    },
    /** Every call with a token or a code in it that any platform has got since {@link clear}. */
    calls: () =>
      platforms.flatMap((platform) =>
        (['token', 'userinfo', 'topup'] as const).flatMap((endpoint) =>
          platform.requestsTo(endpoint),
        ),
      ),
    /** Stops the proxy and seals the session of a browser like version 0.1.0. */
    async toVersion010(client: Client): Promise<void> {
      await stop();
      stop = async () => {};
      await unbind(place, key, client, first.env);
      await place.forgetOwner();
    },
    /** Seals the session of a browser like a running proxy of version 0.1.0. */
    asVersion010: (client: Client) => unbind(place, key, client, first.env),
  };
}

async function unbind(place: Place, key: Buffer, client: Client, env: Record<string, string>) {
  const { open } = await cookieKeys([key]);
  const id = open(client.cookies.get('balance_companion_session')?.value ?? '')?.id ?? '';
  const masters = toMasterKeys([key]);
  const bindings = bindingsOf({
    platformUrl: env.PLATFORM_URL ?? '',
    platformMovedFrom: [],
    clientId: env.OAUTH_CLIENT_ID ?? '',
  });
  const store = place.open();
  const record = await store.read(hashSessionId(id));
  const sealed = record?.sealedTokens;
  const tokens = sealed && openTokens(sealed, id, masters, [...bindings, UNBOUND]);
  if (!tokens) throw new Error('the session does not open');
  const sealedTokens = sealTokens(tokens, id, masters, UNBOUND, randomBytes);
  expect(await store.replace({ ...record, version: record.version + 1, sealedTokens })).toBe(true);
  await store.close();
}

/** Sends requests of a session until its access token has expired; returns the distinct outcomes. */
export async function readThrough(client: Client, clock: { pass(seconds: number): void }) {
  const seen: unknown[] = [];
  for (const seconds of [0, 7_000, 300]) {
    clock.pass(seconds);
    for (const path of ['/api/user/info', '/api/user/topup']) {
      const { status, json } = await client.api(path);
      seen.push(status === 200 ? status : `${status} ${json().error}`);
    }
  }
  return [...new Set(seen)];
}
