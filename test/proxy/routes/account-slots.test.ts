import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Client } from '../../support/proxy/client.ts';
import { type ProxyOptions, startProxy } from '../../support/proxy/running-proxy.ts';

const SLOTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Starts a proxy with a user for each slot, and signs these users in to their slots. */
async function startWith(slots: readonly number[], options: ProxyOptions = {}) {
  const proxy = await startProxy(options);
  for (const slot of slots) {
    proxy.platform.users.add({ username: userOf(slot) });
    expect(await proxy.client.signIn(userOf(slot), slot)).toBe('/?login=success');
  }
  return proxy;
}

const userOf = (slot: number) => `user-${slot}`;

const signedInSlots = async (client: Client) => (await client.api('/api/sessions')).json().slots;

const userIn = async (client: Client, slot: number) => {
  const { status, json } = await client.inSlot(slot);
  return status === 200 ? json().username : json().error;
};

test('each slot has its own session, and a request without a slot uses slot 0', async () => {
  const { client } = await startWith([0, 3, 9]);
  expect(await signedInSlots(client)).toEqual([0, 3, 9]);
  for (const slot of [0, 3, 9]) expect(await userIn(client, slot)).toBe(userOf(slot));
  expect((await client.api('/api/user/info')).json().username).toBe('user-0');
  expect(await userIn(client, 1)).toBe('not_authenticated');
  const topUp = await client.inSlot(3, '/api/user/topup');
  expect(topUp.status).toBe(200);
  expect(topUp.headers.vary).toContain('X-Account-Slot');
});

test('ten parallel sign-ins complete, each in its slot, and all cookies stay below 4 KB [row 49]', async () => {
  const { client, platform } = await startProxy();
  for (const slot of SLOTS) platform.users.add({ username: userOf(slot) });
  const callbacks = [];
  for (const slot of SLOTS) callbacks.push(await client.authorize(userOf(slot), slot));
  const outcomes = await Promise.all(callbacks.reverse().map((one) => client.callback(one)));
  expect(new Set(outcomes)).toEqual(new Set(['/?login=success']));
  expect(await signedInSlots(client)).toEqual(SLOTS);
  for (const slot of SLOTS) expect(await userIn(client, slot)).toBe(userOf(slot));
  const header = [...client.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
  expect(header.length).toBeLessThan(4096);
});

test('a sign-in ends the previous session of its slot and no other [rows 38, 49]', async () => {
  const { client, platform } = await startWith([0, 1]);
  const before = client.copy();
  platform.users.add({ username: 'new' });
  await client.signIn('new', 1);
  expect(await userIn(client, 1)).toBe('new');
  expect(await userIn(client, 0)).toBe('user-0');
  expect(await userIn(before, 1)).toBe('not_authenticated');
  expect(await userIn(before, 0)).toBe('user-0');
});

test('a sign-out ends the session of its slot and clears no other cookie [rows 40, 49]', async () => {
  const { client } = await startWith([0, 1, 2]);
  const before = client.copy();
  expect((await client.inSlot(1, '/auth/logout', { method: 'POST' })).status).toBe(204);
  expect(client.cookies.size).toBe(2);
  expect(await signedInSlots(client)).toEqual([0, 2]);
  expect(await userIn(before, 1)).toBe('not_authenticated');
  expect((await client.api('/auth/logout', { method: 'POST' })).status).toBe(204);
  expect(await signedInSlots(client)).toEqual([2]);
});

test('a session cookie opens nothing under the name of another slot [row 49]', async () => {
  const { client } = await startWith([0, 1, 2]);
  const name = (slot: number) => `balance_companion_session${slot === 0 ? '' : `_${slot}`}`;
  for (const [from, to] of [
    [0, 1],
    [1, 0],
    [2, 1],
    [1, 7],
  ] as const) {
    const other = client.copy();
    other.cookies.clear();
    const moved = client.cookies.get(name(from));
    if (moved) other.cookies.set(name(to), moved);
    expect(other.cookies.size).toBe(1);
    expect(await userIn(other, to)).toBe('not_authenticated');
    expect(await signedInSlots(other)).toEqual([]);
  }
});

test('an ended grant is the matter of its slot alone [rows 11, 49]', async () => {
  const { client, platform } = await startWith([0, 1], { env: { USERINFO_MAX_AGE: '0' } });
  platform.revoke('user-1');
  expect(await userIn(client, 1)).toBe('reauth_required');
  expect(await userIn(client, 0)).toBe('user-0');
  expect(await signedInSlots(client)).toEqual([0]);
});

test('a callback ends in the slot of its start, whatever its query and header say [row 49]', async () => {
  const { client, platform } = await startWith([0, 1]);
  platform.users.add({ username: 'new' });
  const callback = `${await client.authorize('new', 5)}&slot=1`;
  const headers = { 'x-account-slot': '1' };
  const { status } = await client.send(callback, { headers }, 'another-site');
  expect(status).toBe(303);
  expect(await userIn(client, 5)).toBe('new');
  for (const slot of [0, 1]) expect(await userIn(client, slot)).toBe(userOf(slot));
});

test('the ETag of one slot matches in no other, also for accounts that differ in nothing [row 49]', async () => {
  const { client, platform } = await startWith([0, 1], { env: { USERINFO_MAX_AGE: '0' } });
  const tagOf = async (slot: number) => String((await client.inSlot(slot)).headers.etag);
  for (const body of [undefined, { balance_formatted: '0.00' }]) {
    platform.misbehave('userinfo', body ? { body } : null);
    const tags = [await tagOf(0), await tagOf(1)] as const;
    for (const [slot, status] of [200, 304].entries()) {
      const headers = { 'x-account-slot': `${slot}`, 'if-none-match': tags[1] };
      expect((await client.api('/api/user/info', { headers })).status).toBe(status);
    }
  }
});

test.each([['10'], [''], ['-1'], ['1.0'], ['a'], ['١'], ['0x1'], ['1, 1'], ['00']])(
  'the malformed slot %j is refused with 400, after the checks for 403 [row 43]',
  async (slot) => {
    const { client } = await startWith([0]);
    const headers = { 'x-account-slot': Buffer.from(slot).toString('latin1') };
    for (const [path, method] of [
      ['/api/user/info', 'GET'],
      ['/api/user/topup', 'GET'],
      ['/auth/logout', 'POST'],
    ] as const) {
      expect(await client.outcome(path, { method, headers })).toBe('400 bad_request');
      const forged = { method, headers: { ...headers, 'x-csrf': '0' } };
      expect(await client.outcome(path, forged)).toBe('403 forbidden');
    }
    expect(await client.outcome('/api/sessions', { headers })).toBe('200');
    expect(await client.outcome()).toBe('200');
    const { status, cookies } = await client.navigate(
      `/auth/oauth/start?slot=${encodeURIComponent(slot)}`,
    );
    expect({ status, cookies }).toEqual({ status: 400, cookies: [] });
  },
);

test('a slot that occurs twice is refused with 400', async () => {
  const { client } = await startWith([1]);
  const headers = { 'x-account-slot': ['1', '1'] };
  expect(await client.outcome('/api/user/info', { headers })).toBe('400 bad_request');
  expect((await client.navigate('/auth/oauth/start?slot=1&slot=1')).status).toBe(400);
});

test('each session has its own API limit', async () => {
  const { client } = await startWith([0, 1], { env: { RATE_LIMIT_API: '2' } });
  const statuses = [];
  for (const slot of [1, 1, 1, 0, 0, 0]) statuses.push((await client.inSlot(slot)).status);
  expect(statuses).toEqual([200, 200, 429, 200, 200, 429]);
});

test('the list of sessions requires the CSRF header and a store', async () => {
  let isDown = false;
  const { client } = await startWith([0], {
    onStoreCall(operation) {
      if (isDown && operation === 'read') throw new Error('gone');
    },
  });
  expect((await client.send('/api/sessions')).status).toBe(403);
  isDown = true;
  expect(await client.outcome('/api/sessions')).toBe('503 store_unavailable');
});

test('the cookies of all slots are sealed again after a change of SESSION_KEYS', async () => {
  const [old, newest] = [randomBytes(32), randomBytes(32)];
  const before = await startWith([0, 4], { masterKeys: [old] });
  const { browser } = await startProxy({
    beside: before,
    storeFile: before.storeFile,
    masterKeys: [newest, old],
  });
  const moved = browser(before.client);
  const cookies = (await moved.api('/api/sessions')).cookies.map((line) => line.split('=')[0]);
  expect(cookies).toEqual(['balance_companion_session', 'balance_companion_session_4']);
  expect(await userIn(moved, 4)).toBe('user-4');
});
