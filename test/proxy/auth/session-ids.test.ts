import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Client } from '../../support/proxy/client.ts';
import { cookieKeys } from '../../support/proxy/cookie-keys.ts';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';

const NAME = 'balance_companion_session';

const nameOf = (slot: number) => (slot === 0 ? NAME : `${NAME}_${slot}`);

const cookieOf = (client: Client, slot = 0) => client.cookies.get(nameOf(slot))?.value ?? '';

const plant = (client: Client, value: string, slot = 0) =>
  client.cookies.set(nameOf(slot), { value, sameSite: 'Strict' });

test('a session cookie holds 32 random bytes and nothing that means anything [row 36]', async () => {
  const masterKeys = [randomBytes(32)];
  const { open } = await cookieKeys(masterKeys);
  const { signedIn } = await startProxy({ masterKeys });
  const ids = new Set<unknown>();
  for (let count = 0; count < 4; count++) {
    const client = await signedIn();
    await client.signIn('demo', 5);
    for (const slot of [0, 5]) {
      const held = open(cookieOf(client, slot));
      expect(held).toEqual({ id: expect.stringMatching(/^[\w-]{43}$/), slot });
      ids.add(held?.id);
    }
  }
  expect(ids.size).toBe(8);
});

test('an id that the store does not know is refused, however well its cookie is sealed [row 37]', async () => {
  const masterKeys = [randomBytes(32)];
  const { open, seal } = await cookieKeys(masterKeys);
  const { browser, platform, client } = await startSignedIn({ masterKeys });
  const known = String(open(cookieOf(client))?.id);
  const stranger = browser();
  plant(stranger, seal(known));
  expect((await stranger.api('/api/user/info')).status).toBe(200);
  platform.clearRequests();
  const unknown = [
    randomBytes(32).toString('base64url'),
    known.slice(0, -1),
    `${known}A`,
    known.toUpperCase(),
    '',
    'x'.repeat(1_000),
  ];
  for (const id of unknown) {
    plant(stranger, seal(id));
    plant(stranger, seal(id, 5), 5);
    for (const path of ['/api/user/info', '/api/user/topup']) {
      expect(await stranger.outcome(path)).toBe('401 not_authenticated');
      expect((await stranger.inSlot(5, path)).json().error).toBe('not_authenticated');
    }
    expect((await stranger.api('/api/sessions')).json()).toEqual({ slots: [] });
  }
  expect(platform.requests).toHaveLength(0);
});

test('a sign-in gives a new id, whatever session or cookie the browser had before [row 38]', async () => {
  const masterKeys = [randomBytes(32)];
  const { open, seal } = await cookieKeys(masterKeys);
  const { signedIn, browser } = await startProxy({ masterKeys });
  const attacker = await signedIn();
  const alive = cookieOf(attacker);
  await attacker.api('/auth/logout', { method: 'POST' });
  const own = cookieOf(await signedIn());
  const chosen = seal('id-of-the-attackers-choice');
  for (const planted of [alive, own, chosen, 'garbage']) {
    const victim = browser();
    plant(victim, planted);
    // The worst case: a browser that sends the planted cookie to the callback as well.
    const callback = await victim.navigate(await victim.authorize());
    expect(callback.headers.location).toBe('/?login=success');
    const id = open(cookieOf(victim))?.id;
    expect(id).toMatch(/^[\w-]{43}$/);
    expect(id).not.toBe(open(planted)?.id);
    expect((await victim.api('/api/user/info')).status).toBe(200);
    const thief = browser();
    plant(thief, planted);
    expect((await thief.api('/api/user/info')).status).toBe(401);
  }
});
