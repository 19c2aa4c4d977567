import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SessionStore } from '../../../proxy/store/session-store.ts';
import { PLACES, type Place } from '../../support/session-stores/places.ts';
import { hashOf, recordOf } from '../../support/session-stores/records.ts';
import { until } from '../../support/waiting/until.ts';

describe.each(PLACES)('a session store in $name', ({ prepare }) => {
  let place: Place;
  let opened: SessionStore[];
  let store: SessionStore;

  /** Opens another one on the same data. */
  function open(): SessionStore {
    const another = place.open();
    opened.push(another);
    return another;
  }

  beforeAll(async () => {
    place = await prepare();
  }, 60_000);

  afterAll(async () => {
    await place.close();
  });

  beforeEach(async () => {
    await place.empty();
    opened = [];
    store = open();
  });

  afterEach(async () => {
    await Promise.all(opened.map((one) => one.close()));
  });

  test('gives back what was put in, also after it was closed', async () => {
    const record = recordOf(1);
    await store.insert(record);
    expect(await store.read(record.idHash)).toEqual(record);
    await store.close();
    expect(await open().read(record.idHash)).toEqual(record);
  });

  test('sees at once what another wrote over a record that it has read before, and that it is gone', async () => {
    const record = recordOf(1);
    const other = open();
    await store.insert(record);
    const known = await store.read(record.idHash);
    expect(await store.read(record.idHash, known)).toEqual(record);
    const renewed = { ...record, version: 2, sealedTokens: Buffer.from('renewed') };
    expect(await other.replace(renewed)).toBe(true);
    expect(await store.read(record.idHash, known)).toEqual(renewed);
    await other.remove(record.idHash);
    expect(await store.read(record.idHash, known)).toBeUndefined();
  });

  test('keeps the first owner of records without a binding, whoever asks later and from where', async () => {
    const bindings = [1, 2, 3, 4].map((number) => Buffer.alloc(32, number));
    const stores = bindings.map(() => open());
    const owners = await Promise.all(
      stores.map((one, at) => one.claimUnbound(bindings[at] as Buffer)),
    );
    const [owner] = owners as [Buffer];
    expect(bindings).toContainEqual(owner);
    expect(owners).toEqual(owners.map(() => owner));
    await Promise.all(stores.map((one) => one.close()));
    for (const binding of bindings) expect(await open().claimUnbound(binding)).toEqual(owner);
  });

  test('keeps a lease and a doubt, and forgets them again', async () => {
    const record = recordOf(1);
    await store.insert(record);
    const leased = { ...record, version: 2, leaseUntil: Date.now() + 15_000, inDoubt: true };
    expect(await store.replace(leased)).toBe(true);
    expect(await store.read(record.idHash)).toEqual(leased);
    const released = { ...leased, version: 3, leaseUntil: null, inDoubt: false };
    expect(await store.replace(released)).toBe(true);
    expect(await store.read(record.idHash)).toEqual(released);
  });

  test('takes a record that is leased and in doubt from the start', async () => {
    const record = recordOf(1, { leaseUntil: Date.now() + 15_000, inDoubt: true });
    await store.insert(record);
    expect(await store.read(record.idHash)).toEqual(record);
  });

  test('keeps every byte of the sealed tokens, and that there are none any more', async () => {
    const everyByte = Buffer.from(Array.from({ length: 4 * 256 }, (_, index) => index & 0xff));
    const record = recordOf(1, { sealedTokens: everyByte });
    await store.insert(record);
    expect(await store.read(record.idHash)).toEqual(record);
    const changed = { ...record, version: 2, sealedTokens: Buffer.from(everyByte).reverse() };
    expect(await store.replace(changed)).toBe(true);
    expect(await store.read(record.idHash)).toEqual(changed);
    const ended = { ...record, version: 3, sealedTokens: null };
    expect(await store.replace(ended)).toBe(true);
    expect(await store.read(record.idHash)).toEqual(ended);
  });

  test('tells ids apart by every byte', async () => {
    const ids = [0x00, 0x0a, 0x7f, 0x80, 0xff].map((byte) => Buffer.alloc(32, byte));
    for (const [index, idHash] of ids.entries()) {
      await store.insert(recordOf(0, { idHash, version: index + 1 }));
    }
    for (const [index, idHash] of ids.entries()) {
      const found = await store.read(idHash);
      expect(found?.version).toBe(index + 1);
      expect(found?.idHash).toEqual(idHash);
    }
    expect(await store.count()).toBe(ids.length);
  });

  test('knows nothing of other ids', async () => {
    await store.insert(recordOf(1));
    expect(await store.read(hashOf(2))).toBeUndefined();
    expect(await store.replace(recordOf(2, { version: 2 }))).toBe(false);
    expect(await store.read(hashOf(2))).toBeUndefined();
  });

  test('replaces only the version before', async () => {
    const record = recordOf(1);
    await store.insert(record);
    const second = { ...record, version: 2, sealedTokens: null, endsAt: record.endsAt + 5 };
    expect(await store.replace(second)).toBe(true);
    expect(await store.replace({ ...second, sealedTokens: Buffer.from('late') })).toBe(false);
    expect(await store.replace({ ...second, version: 4 })).toBe(false);
    expect(await store.replace({ ...second, version: 1 })).toBe(false);
    expect(await store.read(record.idHash)).toEqual(second);
  });

  test('goes on from one version to the next however large they are', async () => {
    const record = recordOf(1, { version: Number.MAX_SAFE_INTEGER - 2 });
    await store.insert(record);
    const next = { ...record, version: Number.MAX_SAFE_INTEGER - 1 };
    expect(await store.replace({ ...record, version: Number.MAX_SAFE_INTEGER })).toBe(false);
    expect(await store.replace(next)).toBe(true);
    expect(await store.replace(next)).toBe(false);
    expect(await store.read(record.idHash)).toEqual(next);
  });

  test('lets one alone replace a version, however many try at once from two sides', async () => {
    const others = [store, open()];
    const record = recordOf(1);
    await store.insert(record);
    const marks = Array.from({ length: 50 }, (_, index) => Buffer.from(`writer ${index}`));
    const replaced = await Promise.all(
      marks.map((sealedTokens, index) =>
        others[index % 2]?.replace({ ...record, version: 2, sealedTokens }),
      ),
    );
    expect(replaced.filter((won) => won === true)).toHaveLength(1);
    expect(replaced.filter((won) => won === false)).toHaveLength(49);
    const winner = marks[replaced.indexOf(true)];
    for (const other of others) {
      expect((await other.read(record.idHash))?.sealedTokens).toEqual(winner);
    }
  });

  test('shows one side at once what the other has written', async () => {
    const other = open();
    const record = recordOf(1);
    await store.insert(record);
    expect(await other.read(record.idHash)).toEqual(record);
    expect(await other.replace({ ...record, version: 2 })).toBe(true);
    expect(await store.replace({ ...record, version: 2 })).toBe(false);
    await other.remove(record.idHash);
    expect(await store.read(record.idHash)).toBeUndefined();
    expect(await store.count()).toBe(0);
  });

  test('does not bring a removed record back', async () => {
    const record = recordOf(1);
    await store.insert(record);
    await store.remove(record.idHash);
    expect(await store.replace({ ...record, version: 2 })).toBe(false);
    expect(await store.read(record.idHash)).toBeUndefined();
    await store.remove(record.idHash);
    expect(await store.count()).toBe(0);
  });

  test('refuses a second record under the same id, and keeps the first', async () => {
    const record = recordOf(1);
    await store.insert(record);
    await expect(store.insert(recordOf(1, { version: 7 }))).rejects.toThrow();
    expect(await store.read(record.idHash)).toEqual(record);
    expect(await store.count()).toBe(1);
  });

  test('lets a transaction be spent once, also when it is tried from two sides at once', async () => {
    const other = open();
    const later = Date.now() + 600_000;
    const tries = Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? store : other).spend(hashOf(3), later + index),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    expect(await store.spend(hashOf(3), later)).toBe(false);
    expect(await store.spend(hashOf(4), later)).toBe(true);
  });

  test('counts its sessions, and nothing else', async () => {
    expect(await store.count()).toBe(0);
    for (let number = 0; number < 5; number++) await store.insert(recordOf(number));
    await store.spend(hashOf(100), Date.now() + 600_000);
    await store.check();
    expect(await store.count()).toBe(5);
    await store.replace(recordOf(0, { version: 2 }));
    await store.remove(hashOf(1));
    await store.remove(hashOf(99));
    expect(await store.count()).toBe(4);
    expect(await open().count()).toBe(4);
  });

  test('forgets what has ended, as many as it is told', async () => {
    const base = Date.now() + 600_000;
    for (let index = 0; index < 5; index++) {
      await store.insert(recordOf(index, { endsAt: base + index }));
    }
    expect(await store.removeEnded(base, 100)).toBe(0);
    expect(await store.count()).toBe(5);
    expect(await store.removeEnded(base + 3, 2)).toBe(2);
    expect(await store.count()).toBe(3);
    expect(await store.removeEnded(base + 3, 100)).toBe(1);
    expect(await store.removeEnded(base + 3, 100)).toBe(0);
    expect(await store.count()).toBe(2);
    expect(await store.read(hashOf(3))).toBeDefined();
    expect(await store.read(hashOf(4))).toBeDefined();
  });

  test('goes by the newest end of a session', async () => {
    const record = recordOf(1);
    await store.insert(record);
    const longer = { ...record, version: 2, endsAt: record.endsAt + 600_000 };
    expect(await store.replace(longer)).toBe(true);
    expect(await store.removeEnded(record.endsAt + 1, 100)).toBe(0);
    expect(await store.read(record.idHash)).toEqual(longer);
    const shorter = { ...record, version: 3, endsAt: record.endsAt - 600_000 };
    expect(await store.replace(shorter)).toBe(true);
    expect(await store.removeEnded(record.endsAt, 100)).toBe(1);
    expect(await store.count()).toBe(0);
  });

  test('no longer knows a session some time after its end', async () => {
    await store.insert(recordOf(1, { endsAt: Date.now() + 100 }));
    await store.insert(recordOf(2));
    await until('the session to be gone', async () => {
      await store.removeEnded(Date.now(), 100);
      return (await store.read(hashOf(1))) === undefined && (await store.count()) === 1;
    });
    expect(await store.read(hashOf(2))).toBeDefined();
  });

  test('says when it can be read and written', async () => {
    await expect(store.check()).resolves.toBeUndefined();
    await expect(store.check()).resolves.toBeUndefined();
  });

  test('may be closed twice, and refuses whatever is asked afterwards', async () => {
    await store.insert(recordOf(1));
    await store.close();
    await store.close();
    await expect(store.read(hashOf(1))).rejects.toThrow();
    await expect(store.check()).rejects.toThrow();
  });
});
