import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { SessionRecord, SessionStore } from '../../../proxy/store/session-store.ts';
import { PLACES, type Place, REPLICATED_PLACES } from '../../support/session-stores/places.ts';
import { hashOf, recordOf } from '../../support/session-stores/records.ts';

describe.each([...PLACES, ...REPLICATED_PLACES])('a session store in $name', ({ prepare }) => {
  let place: Place;
  let store: SessionStore;

  /** Opens another store on the same data. */
  function open(): SessionStore {
    const another = place.open();
    onTestFinished(() => another.close());
    return another;
  }

  beforeAll(async () => {
    place = await prepare();
  }, 60_000);

  afterAll(() => place.close());

  beforeEach(async () => {
    await place.empty();
    store = open();
  });

  test('returns a record as it was inserted, also after it was closed', async () => {
    const record = recordOf(1);
    await store.insert(record);
    expect(await store.read(record.idHash)).toEqual(record);
    await store.close();
    expect(await open().read(record.idHash)).toEqual(record);
  });

  test('returns the record that another store wrote, and notices its removal', async () => {
    const record = recordOf(1);
    const other = open();
    await store.insert(record);
    const known = await store.read(record.idHash);
    expect(await store.read(record.idHash, known)).toEqual(record);
    const refreshed = { ...record, version: 2, sealedTokens: Buffer.from('refreshed') };
    expect(await other.replace(refreshed)).toBe(true);
    expect(await store.read(record.idHash, known)).toEqual(refreshed);
    await other.remove(record.idHash);
    expect(await store.read(record.idHash, known)).toBeUndefined();
  });

  test('keeps the first owner of records without a binding', async () => {
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

  const LEASED = { leaseUntil: Date.now() + 15_000, inDoubt: true };
  const everyByte = Buffer.from(Array.from({ length: 4 * 256 }, (_, index) => index & 0xff));
  const reversed = Buffer.from(everyByte).reverse();

  test.each<[what: string, versions: Partial<SessionRecord>[]]>([
    ['the lease and the doubt', [LEASED, {}, { leaseUntil: Date.now() + 30_000 }]],
    [
      'every byte of the sealed tokens, or null',
      [{ sealedTokens: everyByte }, { sealedTokens: reversed }, { sealedTokens: null }],
    ],
  ])('keeps %s of each version of a record', async (_what, versions) => {
    const [first, ...others] = versions.map((changes, index) =>
      recordOf(1, { version: index + 1, ...changes }),
    ) as [SessionRecord, ...SessionRecord[]];
    await store.insert(first);
    expect(await store.read(first.idHash)).toEqual(first);
    for (const next of others) {
      expect(await store.replace(next)).toBe(true);
      expect(await store.read(first.idHash)).toEqual(next);
    }
  });

  test('compares every byte of an id', async () => {
    const ids = [0x00, 0x0a, 0x7f, 0x80, 0xff].map((byte) => Buffer.alloc(32, byte));
    for (const [index, idHash] of ids.entries()) {
      await store.insert(recordOf(0, { idHash, version: index + 1 }));
    }
    for (const [index, idHash] of ids.entries()) {
      expect(await store.read(idHash)).toMatchObject({ idHash, version: index + 1 });
    }
    expect(await store.count()).toBe(ids.length);
  });

  test.each([1, Number.MAX_SAFE_INTEGER - 3])(
    'replaces version %d only by the next one',
    async (version) => {
      const record = recordOf(1, { version });
      await store.insert(record);
      const changes = { sealedTokens: null, endsAt: record.endsAt + 5 };
      const next = { ...record, ...changes, version: version + 1 };
      expect(await store.replace({ ...next, version: version + 2 })).toBe(false);
      expect(await store.replace(next)).toBe(true);
      for (const other of [version, version + 1, version + 3]) {
        const late = { ...next, version: other, sealedTokens: Buffer.from('late') };
        expect(await store.replace(late)).toBe(false);
      }
      expect(await store.read(record.idHash)).toEqual(next);
    },
  );

  test('lets one of many concurrent writers in two stores replace a version', async () => {
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

  test('does not find or replace a removed record or an unknown one', async () => {
    const record = recordOf(1);
    await store.insert(record);
    await store.remove(record.idHash);
    for (const idHash of [record.idHash, hashOf(2)]) {
      expect(await store.replace({ ...record, idHash, version: 2 })).toBe(false);
      expect(await store.read(idHash)).toBeUndefined();
    }
    await store.remove(record.idHash);
    expect(await store.count()).toBe(0);
  });

  test('refuses a second record with the same id', async () => {
    const record = recordOf(1);
    await store.insert(record);
    await expect(store.insert(recordOf(1, { version: 7 }))).rejects.toThrow();
    expect(await store.read(record.idHash)).toEqual(record);
    expect(await store.count()).toBe(1);
  });

  test('lets one of many concurrent requests in two stores spend a transaction', async () => {
    const other = open();
    const later = Date.now() + 600_000;
    const tries = Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? store : other).spend(hashOf(3), later + index),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    expect(await store.spend(hashOf(3), later)).toBe(false);
    expect(await store.spend(hashOf(4), later)).toBe(true);
  });

  test('counts sessions only', async () => {
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

  test('removes ended records up to the limit', async () => {
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
    for (const number of [3, 4]) expect(await store.read(hashOf(number))).toBeDefined();
  });

  test('uses the latest end of a session', async () => {
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

  test('can be closed twice, and rejects afterwards', async () => {
    await expect(store.check()).resolves.toBeUndefined();
    await store.close();
    await store.close();
    await expect(store.read(hashOf(1))).rejects.toThrow();
    await expect(store.check()).rejects.toThrow();
  });
});
