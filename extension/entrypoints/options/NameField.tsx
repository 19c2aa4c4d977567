import { send } from '../../background/messages.ts';
import { MAX_NAME_LENGTH } from '../../domain/account-list.ts';
import { accountName } from '../../domain/account-name.ts';
import { t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { SavedField } from './SavedField.tsx';
import type { ChangeResult } from './use-change.ts';

/** The field for a name that the user gives to an account. */
export function NameField({ account }: { account: StoredAccount }) {
  const { name = '', address, state } = account;
  return (
    <SavedField
      id="account-name"
      label={t('fieldAccountName')}
      maxLength={MAX_NAME_LENGTH}
      saved={name}
      placeholder={accountName({ address, state })}
      save={(typed) => saveName(typed, account)}
      hints={{ 'account-name-hint': t('fieldAccountNameHint') }}
    />
  );
}

/** Saves a typed name. Without one the account has none of its own. Rejects if the background did not save it. */
export async function saveName(typed: string, account: StoredAccount): Promise<ChangeResult> {
  await send({ type: 'rename_account', name: typed.trim(), account: account.id });
  return { kind: 'confirmed', text: t('confirmedSaved') };
}
