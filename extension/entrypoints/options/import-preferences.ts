import { send } from '../../background/messages.ts';
import { requestPermissions } from '../../browser/permissions.ts';
import type { Message } from '../../domain/message.ts';
import type { PreferenceChanges } from '../../domain/preferences.ts';
import {
  type FileProblem,
  MAX_FILE_BYTES,
  readPreferencesFile,
} from '../../domain/preferences-file.ts';
import { type ImportPlan, movesTo } from '../../domain/preferences-import.ts';
import { t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { NOTIFICATION_PERMISSION } from './switch-notification.ts';
import type { ChangeResult } from './use-change.ts';

/** What to say of a file that cannot be used. */
export const FILE_MESSAGES: Record<FileProblem, Message> = {
  not_preferences: { title: 'importNotPreferences', text: 'importNotPreferencesText' },
  newer: { title: 'importNewer', text: 'importNewerText' },
  damaged: { title: 'importDamaged', text: 'importDamagedText' },
};

/** Reads the file that the user has chosen. Rejects if the browser cannot read it. */
export async function readChosenFile(
  chosen: File,
): Promise<ReturnType<typeof readPreferencesFile>> {
  if (chosen.size > MAX_FILE_BYTES) return { ok: false, problem: 'not_preferences' };
  return readPreferencesFile(await chosen.text());
}

/**
 * Changes what the plan says; must be called directly from the click. `present` are the accounts in their present
 * order. Rejects if the background did not carry out a change. Then those before it have been made, and a new plan
 * has the rest.
 */
export async function applyImport(
  { shared, accounts, order }: ImportPlan<StoredAccount>,
  present: readonly StoredAccount[],
): Promise<ChangeResult> {
  const switchesOn = accounts.some(({ preferences }) =>
    Object.entries(preferences).some(switchesNotificationOn),
  );
  const isQuiet = switchesOn && (await requestPermissions(NOTIFICATION_PERMISSION)) !== 'granted';
  for (const { id } of movesTo(order ?? present, present)) {
    await send({ type: 'move_account', by: -1, account: id });
  }
  for (const account of present.slice(0, 1)) await change(account, shared);
  for (const { account, name, preferences } of accounts) {
    if (name !== undefined) await send({ type: 'rename_account', name, account: account.id });
    await change(account, isQuiet ? withoutSwitchedOn(preferences) : preferences);
  }
  return isQuiet
    ? { kind: 'problem', message: { title: 'importQuiet', text: 'importQuietText' } }
    : { kind: 'confirmed', text: t('confirmedImport') };
}

async function change({ id }: StoredAccount, changes: PreferenceChanges): Promise<void> {
  if (Object.keys(changes).length === 0) return;
  await send({ type: 'set_preferences', changes, account: id });
}

/** The names of all preferences that need the permission end like this. */
const switchesNotificationOn = ([name, value]: [string, unknown]): boolean =>
  name.endsWith('Notification') && value === true;

function withoutSwitchedOn(preferences: PreferenceChanges): PreferenceChanges {
  const kept = Object.entries(preferences).filter((change) => !switchesNotificationOn(change));
  return Object.fromEntries(kept);
}
