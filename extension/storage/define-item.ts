import { isJsonObject } from '../../shared/json.ts';
import { matchesSchema } from '../../shared/matches-schema.ts';
import type { Static, TSchema } from '../../shared/schema.ts';
import { browser } from '../browser/browser.ts';

/** The storage area of a value, and its name there. */
type StorageKey = `${'local' | 'session'}:${string}`;

/** One stored value. It is checked whenever it is read. */
export interface Item<T> {
  area: 'local' | 'session';
  /** The key in that area. */
  name: string;
  /** Makes a value of the stored one, which is `null` if there is none. */
  read(raw: unknown): T;
  get(): Promise<T>;
  /** Stores a value. `null` removes it. */
  set(value: T): Promise<void>;
}

/** The names of members in version 0.1.0, each with its name today. */
export type RenamedMembers = Readonly<Record<string, string>>;

/* @__NO_SIDE_EFFECTS__ */
export function defineItem<T>(key: StorageKey, read: (raw: unknown) => T): Item<T> {
  const [area, name] = key.split(':') as ['local' | 'session', string];
  return {
    area,
    name,
    read,
    get: async () => read((await browser.storage[area].get(name))[name] ?? null),
    set: async (value) => {
      const stored = browser.storage[area];
      await (value === null ? stored.remove(name) : stored.set({ [name]: value }));
    },
  };
}

/** Reads several items at once, so that they fit together. Resolves to a function that returns the value of each. */
export async function readTogether(items: readonly Item<unknown>[]) {
  const read = async (area: 'local' | 'session'): Promise<Record<string, unknown>> => {
    const names = items.filter((item) => item.area === area).map(({ name }) => name);
    return names.length > 0 ? browser.storage[area].get(names) : {};
  };
  const stored = { local: await read('local'), session: await read('session') };
  return <T>({ area, name, read }: Item<T>): T => read(stored[area][name] ?? null);
}

/** Items by name. */
export type Items<T> = { readonly [K in keyof T]: Item<T[K]> };

/** Reads several items at once, so that they fit together. */
export async function readItems<T>(items: Items<T>): Promise<T> {
  const named = Object.entries(items) as [string, Item<unknown>][];
  const storedValue = await readTogether(named.map(([, item]) => item));
  return Object.fromEntries(named.map(([name, item]) => [name, storedValue(item)])) as T;
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
