import { useContext, useId, useState } from 'react';
import { send } from '../../background/messages.ts';
import { COMMAND_FAILED } from '../../components/MessageBox.tsx';
import { LastChange } from '../../components/Panel.tsx';
import type { Message } from '../../domain/message.ts';
import type { PreferenceChanges } from '../../domain/preferences.ts';
import { t } from '../../i18n/t.ts';

/** The result of a change: a confirmation, or the problem that prevented it. */
export type ChangeResult =
  | { kind: 'confirmed'; text: string }
  | { kind: 'problem'; message: Message };

/**
 * The result of the last change, and a function that makes one. A change that rejects has failed; one that resolves
 * to `null` needs no words. A confirmation lasts until another change of the same panel begins.
 */
export function useChange() {
  const [result, setResult] = useState<ChangeResult | null>(null);
  const id = useId();
  const [last, setLast] = useContext(LastChange);
  const isPast = result?.kind === 'confirmed' && last !== null && last !== id;
  async function change(work: () => Promise<ChangeResult | null>): Promise<void> {
    setLast(id);
    try {
      setResult(await work());
    } catch (error) {
      console.error(error);
      setResult({ kind: 'problem', message: COMMAND_FAILED });
    }
  }
  return [isPast ? null : result, change] as const;
}

/**
 * Saves the changes and confirms them with `text`, which adds what the control does not show. `account` is the id of
 * the account to which they belong, unless they are for all. Rejects if the background did not save them.
 */
export async function savePreferences(
  account: number,
  changes: PreferenceChanges,
  text = t('confirmedSaved'),
): Promise<ChangeResult> {
  await send({ type: 'set_preferences', changes, account });
  return { kind: 'confirmed', text };
}

/** Saves a preference that is on or off. */
export function saveSwitch(
  account: number,
  changes: PreferenceChanges,
  on: boolean,
): Promise<ChangeResult> {
  return savePreferences(account, changes, t(on ? 'confirmedOn' : 'confirmedOff'));
}
