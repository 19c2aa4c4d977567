import { accountName, hostOf } from '../../domain/account-name.ts';
import { csvText } from '../../domain/csv.ts';
import { fileName } from '../../domain/file-name.ts';
import { preferencesFileText } from '../../domain/preferences-file.ts';
import { historyRows } from '../../domain/usage/history-rows.ts';
import { t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { accountItems } from '../../storage/items.ts';
import { downloadText } from './download-text.ts';
import type { ChangeResult } from './use-change.ts';

/** Downloads the history of an account as CSV. Rejects if it cannot be read. */
export async function exportHistory(account: StoredAccount): Promise<ChangeResult> {
  const history = await accountItems(account.id).history.get();
  if (!history?.samples.length) return { kind: 'confirmed', text: t('historyEmpty') };
  const header = [t('historyDate'), t('historyTime'), t('headingBalance'), t('historyUsed')];
  const parts = ['balance-history', accountName(account), hostOf(account.address)] as const;
  const name = fileName(parts, Date.now(), 'csv');
  downloadText(name, 'text/csv', csvText([header, ...historyRows(history)]));
  return { kind: 'confirmed', text: t('confirmedExport') };
}

/** Downloads the preferences of these accounts, and those that are for all. */
export async function exportPreferences(accounts: readonly StoredAccount[]): Promise<ChangeResult> {
  const name = fileName(['balance-companion-settings'], Date.now(), 'json');
  downloadText(name, 'application/json', preferencesFileText(accounts));
  return { kind: 'confirmed', text: t('confirmedExport') };
}
