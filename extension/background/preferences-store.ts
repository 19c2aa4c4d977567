import type { PreferenceChanges } from '../domain/preferences.ts';
import { preferencesItem } from '../storage/items.ts';
import { createMutex } from './mutex.ts';

/** The only writer of the preferences. */
export interface PreferencesStore {
  /** Changes some preferences and keeps the others. Concurrent changes do not undo each other. */
  change(changes: PreferenceChanges): Promise<void>;
}

export function createPreferencesStore(): PreferencesStore {
  const runExclusive = createMutex();
  return {
    change: (changes) =>
      runExclusive(async () =>
        preferencesItem.set({ ...(await preferencesItem.get()), ...changes }),
      ),
  };
}
