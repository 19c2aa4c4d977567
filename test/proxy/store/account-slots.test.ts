import { randomBytes } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SLOTS } from '../../../shared/account-slots.ts';
import type { Client } from '../../support/proxy/client.ts';
import { holdRequests } from '../../support/proxy/hold-requests.ts';
import { type ProxyOptions, startProxy } from '../../support/proxy/running-proxy.ts';
import { PLACES } from '../../support/session-stores/places.ts';
import { until } from '../../support/waiting/until.ts';

const userOf = (slot: number) => `user-${slot}`;

const userIn = async (client: Client, slot: number) => {
  const { status, json } = await client.inSlot(slot);
  return status === 200 ? json().username : json().error;
};

describe.each(PLACES)('the sessions of one browser at two proxies on $name', ({ prepare }) => {
  /** Signs in to all slots with parallel callbacks, half of them at each proxy; returns the browser at both. */
  async function tenSessions() {
    const place = await prepare();
    onTestFinished(() => place.close());
    const options: ProxyOptions = {
      openStore: place.open,
      masterKeys: [randomBytes(32)],
      env: { USERINFO_MAX_AGE: '0' },
    };
    const first = await startProxy(options);
    const second = await startProxy({ ...options, beside: first });
    const { client, platform } = first;
    const callbacks = [];
    for (const slot of SLOTS) {
      platform.users.add({ username: userOf(slot) });
      callbacks.push(await client.authorize(userOf(slot), slot));
    }
    const atSecond = second.browser(client);
    const outcomes = callbacks.map((callback, slot) =>
      (slot % 2 === 0 ? client : atSecond).callback(callback),
    );
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['/?login=success']));
    for (const [name, cookie] of atSecond.cookies) client.cookies.set(name, cookie);
    return { ...first, both: [client, second.browser(client)] as const };
  }

  const slotsOf = async (client: Client) => (await client.api('/api/sessions')).json().slots;

  test('are ten records, each with its user', async () => {
    const { both, store } = await tenSessions();
    expect(await store.count()).toBe(10);
    for (const client of both) {
      expect(await slotsOf(client)).toEqual(SLOTS);
      for (const slot of SLOTS) expect(await userIn(client, slot)).toBe(userOf(slot));
    }
  });

  test('end one by one', async () => {
    const { both, platform, store } = await tenSessions();
    const [client, other] = both;
    platform.revoke(userOf(1));
    expect(await userIn(client, 1)).toBe('reauth_required');
    const copy = other.copy();
    expect((await client.inSlot(2, '/auth/logout', { method: 'POST' })).status).toBe(204);
    await client.signIn('demo', 3);
    expect(await userIn(client, 3)).toBe('demo');
    expect(await slotsOf(other)).toEqual([0, 4, 5, 6, 7, 8, 9]);
    for (const slot of [2, 3]) expect(await userIn(copy, slot)).toBe('not_authenticated');
    for (const slot of [0, 4, 9]) expect(await userIn(other, slot)).toBe(userOf(slot));
    expect(await store.count()).toBe(9);
  });

  test('are refreshed one by one', async () => {
    const { both, platform, clock } = await tenSessions();
    const [client, other] = both;
    clock.pass(7_300);
    await client.signIn(userOf(0));
    const cookie = client.cookies.get('balance_companion_session');
    other.cookies.set('balance_companion_session', cookie ?? { value: '', sameSite: '' });
    platform.clearRequests();
    const { arrived, release } = holdRequests(platform, 'token');
    const waiting = both.map((one) => userIn(one, 1));
    await arrived;
    for (const one of both) expect(await userIn(one, 0)).toBe(userOf(0));
    const besides = userIn(other, 2);
    await until('a second refresh', () => platform.requestsTo('token').length === 2);
    release();
    expect(await Promise.all([...waiting, besides])).toEqual([1, 1, 2].map(userOf));
    expect(platform.requestsTo('token')).toHaveLength(2);
  });
});
