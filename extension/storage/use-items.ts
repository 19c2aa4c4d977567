import { useEffect, useRef, useState } from 'react';
import type { Item } from './item.ts';

/** Some stored things by name. */
export type Items<T> = { readonly [K in keyof T]: Item<T[K]> };

/** Reads them all, so that the first paint already shows what is there. */
export async function readItems<T>(items: Items<T>): Promise<T> {
  const names = Object.keys(items) as (keyof T)[];
  const values = await Promise.all(
    names.map(async (name) => [name, await items[name].get()] as const),
  );
  return Object.fromEntries(values) as T;
}

/**
 * Shows what is in storage once all of it is read, and again after each change. What changes while the rest is
 * still being read is newer than what was read of it. Until all is read, or if that fails, `first` stands
 * for the rest. Gives what ends the watching.
 */
export function watchItems<T>(items: Items<T>, show: (stored: T) => void, first?: T): () => void {
  const changed: Partial<T> = {};
  let read = first;
  const tell = () => {
    if (read) show({ ...read, ...changed });
  };
  const unwatch = (Object.keys(items) as (keyof T)[]).map((name) =>
    items[name].watch((value) => {
      changed[name] = value;
      tell();
    }),
  );
  readItems(items).then((all) => {
    read = all;
    tell();
  }, console.warn);
  return () => {
    for (const stop of unwatch) stop();
  };
}

/** What is in storage, from `first` on always current. `items` must be the same at every call. */
export function useItems<T>(items: Items<T>, first: T): T {
  const [stored, setStored] = useState(first);
  const base = useRef(first);
  useEffect(() => watchItems(items, setStored, base.current), [items]);
  return stored;
}
