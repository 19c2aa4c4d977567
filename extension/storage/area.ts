import { browser } from '../browser/browser.ts';

/** The storage area of a value, and its name there. */
export type StorageKey = `${'local' | 'session'}:${string}`;

/** The stored value, `null` if there is none. */
export async function readStored(key: StorageKey): Promise<unknown> {
  const { area, name } = locate(key);
  return (await area.get(name))[name] ?? null;
}

/** Stores a value. `null` removes it. */
export async function writeStored(key: StorageKey, value: unknown): Promise<void> {
  const { area, name } = locate(key);
  await (value === null ? area.remove(name) : area.set({ [name]: value }));
}

/** Calls `onChange` with each new value, `null` for a removed one. Returns a function that stops watching. */
export function watchStored(key: StorageKey, onChange: (value: unknown) => void): () => void {
  const { area, name } = locate(key);
  const listener = (changes: Record<string, { newValue?: unknown }>) => {
    if (Object.hasOwn(changes, name)) onChange(changes[name]?.newValue ?? null);
  };
  area.onChanged.addListener(listener);
  return () => area.onChanged.removeListener(listener);
}

function locate(key: StorageKey) {
  const [area, name] = key.split(':') as ['local' | 'session', string];
  return { area: browser.storage[area], name };
}
