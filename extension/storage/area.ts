import { browser } from '../browser/browser.ts';

/** Where a value is stored: the area, and its name in there. */
export type StorageKey = `${'local' | 'session'}:${string}`;

/** The stored value; `null` where there is none. */
export async function readStored(key: StorageKey): Promise<unknown> {
  const { area, name } = placeOf(key);
  return (await area.get(name))[name] ?? null;
}

/** Stores a value; `null` removes it. */
export async function writeStored(key: StorageKey, value: unknown): Promise<void> {
  const { area, name } = placeOf(key);
  await (value === null ? area.remove(name) : area.set({ [name]: value }));
}

/** Calls `seen` with each new value, `null` for one that was removed. Gives what ends the watching. */
export function watchStored(key: StorageKey, seen: (value: unknown) => void): () => void {
  const { area, name } = placeOf(key);
  const hear = (changes: Record<string, { newValue?: unknown }>) => {
    if (Object.hasOwn(changes, name)) seen(changes[name]?.newValue ?? null);
  };
  area.onChanged.addListener(hear);
  return () => area.onChanged.removeListener(hear);
}

function placeOf(key: StorageKey) {
  const [area, name] = key.split(':') as ['local' | 'session', string];
  return { area: browser.storage[area], name };
}
