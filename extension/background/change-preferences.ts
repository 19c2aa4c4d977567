import type { PreferenceChanges } from '../domain/preferences.ts';
import { preferencesItem } from '../storage/items.ts';
import { createMutex } from './mutex.ts';

/** Changes some preferences and keeps the others. Concurrent changes do not undo each other. */
export type ChangePreferences = (changes: PreferenceChanges) => Promise<void>;

export function createPreferencesWriter(): ChangePreferences {
  const runExclusive = createMutex();
  return (changes) =>
    runExclusive(async () => preferencesItem.set({ ...(await preferencesItem.get()), ...changes }));
}
