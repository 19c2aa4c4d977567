import { isJsonObject } from '../../shared/json.ts';
import { matchesSchema } from '../../shared/matches-schema.ts';
import type { Static, TSchema } from '../../shared/schema.ts';
import { browser } from '../browser/browser.ts';

/** The storage area of a value, and its name there. */
type StorageKey = `${'local' | 'session'}:${string}`;

/** One stored value. It is checked whenever it is read. */
export interface Item<T> {
  key: StorageKey;
  /** Makes a value of the stored one, which is `null` if there is none. */
  read(raw: unknown): T;
  get(): Promise<T>;
  /** Stores a value. `null` removes it. */
  set(value: T): Promise<void>;
}

/** The names of members in version 0.1.0, each with its name today. */
export type RenamedMembers = Readonly<Record<string, string>>;

export function defineItem<T>(key: StorageKey, read: (raw: unknown) => T): Item<T> {
  return {
    key,
    read,
    get: async () => {
      const { area, key: name } = locate(key);
      return read((await browser.storage[area].get(name))[name] ?? null);
    },
    set: async (value) => {
      const { area, key: name } = locate(key);
      const stored = browser.storage[area];
      await (value === null ? stored.remove(name) : stored.set({ [name]: value }));
    },
  };
}

/** Items by name. */
export type Items<T> = { readonly [K in keyof T]: Item<T[K]> };

/** Reads several items at once, so that they fit together. */
export async function readItems<T>(items: Items<T>): Promise<T> {
  const names = Object.keys(items) as (keyof T)[];
  const places = names.map((name) => ({ name, ...locate(items[name].key), item: items[name] }));
  const read = async (area: 'local' | 'session') => {
    const keys = places.filter((place) => place.area === area).map(({ key }) => key);
    return keys.length > 0 ? browser.storage[area].get(keys) : {};
  };
  const stored = { local: await read('local'), session: await read('session') };
  const values = places.map(({ name, area, key, item }) => [
    name,
    item.read((stored[area] as Record<string, unknown>)[key] ?? null),
  ]);
  return Object.fromEntries(values) as T;
}

/** The storage area of an item, and its key there. */
export function locate(place: StorageKey) {
  const [area, key] = place.split(':') as ['local' | 'session', string];
  return { area, key };
}

/** An item with a schema. A stored value that does not match it, once its members are renamed, counts as `absent`. */
export function defineCheckedItem<S extends TSchema, A extends Static<S> | null>(
  key: StorageKey,
  schema: S,
  absent: A,
  renamed: RenamedMembers = {},
): Item<Static<S> | A> {
  return defineItem(key, (raw) => {
    const value = renameMembers(raw, renamed);
    return matchesSchema(schema, value) ? value : absent;
  });
}

/** Gives an object's members the names that they have today. Anything else stays as it is. */
export function renameMembers(raw: unknown, renamed: RenamedMembers): unknown {
  if (!isJsonObject(raw)) return raw;
  const value = { ...raw };
  for (const [old, name] of Object.entries(renamed)) {
    if (Object.hasOwn(value, old)) value[name] ??= value[old];
    delete value[old];
  }
  return value;
}
