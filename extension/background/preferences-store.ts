import type { PreferenceChanges } from '../domain/preferences.ts';
import { preferencesItem } from '../storage/items.ts';
import { createMutex } from './mutex.ts';

/** The only writer of the preferences. */
export interface PreferencesStore {
  /** Makes the changes and leaves the rest as it is, also where another change is under way. */
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
