import { matchesSchema } from '../../shared/matches-schema.ts';
import type { Static, TSchema } from '../../shared/schema.ts';
import { readStored, type StorageKey, watchStored, writeStored } from './area.ts';

/** One stored value. It is checked whenever it is read. */
export interface Item<T> {
  get(): Promise<T>;
  set(value: T): Promise<void>;
  /** Calls `seen` with each new value. Returns a function that stops watching. */
  watch(seen: (value: T) => void): () => void;
}

/** The names of members in version 0.1.0, each with its name today. */
export type RenamedMembers = Readonly<Record<string, string>>;

/** An item that `read` makes of the stored value, which is `null` if there is none. */
export function defineItem<T>(key: StorageKey, read: (raw: unknown) => T): Item<T> {
  return {
    get: async () => read(await readStored(key)),
    set: (value) => writeStored(key, value),
    watch: (seen) => watchStored(key, (raw) => seen(read(raw))),
  };
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
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw;
  const value: Record<string, unknown> = { ...raw };
  for (const [old, name] of Object.entries(renamed)) {
    if (Object.hasOwn(value, old)) value[name] ??= value[old];
    delete value[old];
  }
  return value;
}
