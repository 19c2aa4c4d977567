import { useEffect, useState } from 'react';
import type { Item } from './items.ts';

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

/** What is in storage, from `first` on always current. `items` must be the same at every call. */
export function useItems<T>(items: Items<T>, first: T): T {
  const [stored, setStored] = useState(first);
  useEffect(() => {
    const unwatch = (Object.keys(items) as (keyof T)[]).map((name) =>
      items[name].watch((value) => setStored((before) => ({ ...before, [name]: value }))),
    );
    readItems(items).then(setStored);
    return () => {
      for (const stop of unwatch) stop();
    };
  }, [items]);
  return stored;
}
