import type { PreferenceChanges } from '../domain/preferences.ts';
import { preferencesItem } from '../storage/items.ts';
import { createTurns } from './mutex.ts';

/** The only writer of the preferences. */
export interface PreferencesKeeper {
  /** Makes the changes and leaves the rest as it is, also where another change is under way. */
  change(changes: PreferenceChanges): Promise<void>;
}

export function createPreferencesKeeper(): PreferencesKeeper {
  const inTurn = createTurns();
  return {
    change: (changes) =>
      inTurn(async () => preferencesItem.set({ ...(await preferencesItem.get()), ...changes })),
  };
}
