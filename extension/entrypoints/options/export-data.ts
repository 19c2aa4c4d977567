import { accountName, hostOf } from '../../domain/account-name.ts';
import { csvText } from '../../domain/csv.ts';
import { fileName } from '../../domain/file-name.ts';
import { preferencesFileText } from '../../domain/preferences-file.ts';
import { ownerOf } from '../../domain/usage/history.ts';
import { historyRows } from '../../domain/usage/history-rows.ts';
import { t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { accountItems } from '../../storage/items.ts';
import { downloadText } from './download-text.ts';
import type { ChangeResult } from './use-change.ts';

/** Downloads the history of an account as CSV. That of an earlier user counts as none. Rejects if it cannot be read. */
export async function exportHistory(account: StoredAccount): Promise<ChangeResult> {
  const { id, state } = account;
  const history = await accountItems(id).history.get();
  const isOwn = 'account' in state && history?.owner === ownerOf(state.account);
  if (!isOwn || history.samples.length === 0) return { kind: 'confirmed', text: t('historyEmpty') };
  const header = [t('historyDate'), t('historyTime'), t('headingBalance'), t('historyUsed')];
  const parts = ['balance-history', accountName(account), hostOf(account.address)] as const;
  const name = fileName(parts, Date.now(), 'csv');
  downloadText(name, 'text/csv', csvText([header, ...historyRows(history)]));
  return { kind: 'confirmed', text: t('confirmedExport') };
}

/** Downloads the preferences of these accounts, and those that are for all. */
export async function exportPreferences(accounts: readonly StoredAccount[]): Promise<ChangeResult> {
  const name = fileName(['balance-companion-settings'], Date.now(), 'json');
  downloadText(name, 'application/json', preferencesFileText(accounts, accounts[0]?.policy));
  return { kind: 'confirmed', text: t('confirmedExport') };
}
