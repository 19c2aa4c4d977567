import { useEffect, useRef, useState } from 'react';
import { type Item, watchItem } from './define-item.ts';

/** Items by name. */
export type Items<T> = { readonly [K in keyof T]: Item<T[K]> };

/** Reads all items, so that the first paint already shows them. */
export async function readItems<T>(items: Items<T>): Promise<T> {
  const names = Object.keys(items) as (keyof T)[];
  const values = await Promise.all(
    names.map(async (name) => [name, await items[name].get()] as const),
  );
  return Object.fromEntries(values) as T;
}

/**
 * Calls `show` once all items are read, and after each change. A change during the first read outranks what is
 * read. Until all are read, or if that fails, `first` stands for the others. Returns a function that stops
 * watching.
 */
export function watchItems<T>(items: Items<T>, show: (stored: T) => void, first?: T): () => void {
  const changed: Partial<T> = {};
  let read = first;
  const update = () => {
    if (read) show({ ...read, ...changed });
  };
  const unwatch = (Object.keys(items) as (keyof T)[]).map((name) =>
    watchItem(items[name], (value) => {
      changed[name] = value;
      update();
    }),
  );
  readItems(items).then((all) => {
    read = all;
    update();
  }, console.warn);
  return () => {
    for (const stop of unwatch) stop();
  };
}

/** The stored values, always current. `first` is shown until they are read. `items` must be the same at every call. */
export function useItems<T>(items: Items<T>, first: T): T {
  const [stored, setStored] = useState(first);
  const base = useRef(first);
  useEffect(() => watchItems(items, setStored, base.current), [items]);
  return stored;
}
