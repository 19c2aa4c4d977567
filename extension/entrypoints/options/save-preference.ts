import { useCallback, useState } from 'react';
import { send } from '../../background/messages.ts';
import type { Message } from '../../domain/message.ts';
import type { PreferenceChanges } from '../../domain/preferences.ts';

/** What became of a change: a confirmation in words, or what is in the way. */
export type Said = { kind: 'confirmed'; words: string } | { kind: 'problem'; saying: Message };

const BROKE_DOWN: Message = { title: 'titleCommandFailed', text: 'textCommandFailed' };

/** What became of the last change, and a way to make one. A change that rejects has its own words. */
export function useSaid(): [said: Said | null, during: (work: () => Promise<Said>) => void] {
  const [said, setSaid] = useState<Said | null>(null);
  const during = useCallback(async (work: () => Promise<Said>) => {
    try {
      setSaid(await work());
    } catch (error) {
      console.error(error);
      setSaid({ kind: 'problem', saying: BROKE_DOWN });
    }
  }, []);
  return [said, during];
}

/** Makes the changes, then confirms them with `words`. Rejects where the background did not. */
export async function saveChanges(changes: PreferenceChanges, words: string): Promise<Said> {
  await send({ type: 'set_preferences', changes });
  return { kind: 'confirmed', words };
}
