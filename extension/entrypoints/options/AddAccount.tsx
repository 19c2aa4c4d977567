import { Icon } from '../../components/icons.tsx';
import { isDraft, MAX_ACCOUNTS } from '../../domain/account-list.ts';
import { t } from '../../i18n/t.ts';
import { ResultText } from './ResultText.tsx';
import type { AccountList } from './use-account-list.ts';

/** The button that adds an account unless one is being added, and the result of the last change of the list. */
export function AddAccount({ list }: { list: AccountList }) {
  return (
    <div className="with-result">
      {!list.accounts.some(isDraft) && <AddButton {...list} />}
      <ResultText id="accounts-result" result={list.result} />
    </div>
  );
}

function AddButton({ accounts, add }: Pick<AccountList, 'accounts' | 'add'>) {
  const isFull = accounts.length >= MAX_ACCOUNTS;
  return (
    <>
      <button
        type="button"
        id="add-account"
        className="button secondary"
        aria-disabled={isFull}
        aria-describedby="add-account-hint"
        onClick={() => isFull || add()}
      >
        <Icon name="plus" />
        {t('actionAddAccount')}
      </button>
      <p id="add-account-hint" className="hint">
        {isFull && t('accountsFull', String(MAX_ACCOUNTS))}
      </p>
    </>
  );
}
