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
      const { area, name } = locate(key);
      return read((await area.get(name))[name] ?? null);
    },
    set: async (value) => {
      const { area, name } = locate(key);
      await (value === null ? area.remove(name) : area.set({ [name]: value }));
    },
  };
}

/** Calls `seen` with each new value of an item. Returns a function that stops watching. */
export function watchItem<T>({ key, read }: Item<T>, seen: (value: T) => void): () => void {
  const { area, name } = locate(key);
  const listener = (changes: Record<string, { newValue?: unknown }>) => {
    if (Object.hasOwn(changes, name)) seen(read(changes[name]?.newValue ?? null));
  };
  area.onChanged.addListener(listener);
  return () => area.onChanged.removeListener(listener);
}

function locate(key: StorageKey) {
  const [area, name] = key.split(':') as ['local' | 'session', string];
  return { area: browser.storage[area], name };
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
