import { useEffect, useRef } from 'react';
import { requestPermissions } from '../../browser/permissions.ts';
import { Icon } from '../../components/icons.tsx';
import { isDraft, MAX_ACCOUNTS } from '../../domain/account-list.ts';
import { accountName, hostOf } from '../../domain/account-name.ts';
import { hostPattern } from '../../domain/host-permission.ts';
import type { FileAccount } from '../../domain/preferences-file.ts';
import { type AccountChanges, type ImportPlan, isEmpty } from '../../domain/preferences-import.ts';
import { language, t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { type ChangeRow, changeRows, preferenceLabel } from './preference-text.ts';
import { ResultText } from './ResultText.tsx';
import type { AccountList } from './use-account-list.ts';
import type { ChangeResult } from './use-change.ts';

/**
 * What the file `name` changes, before it does so, and the accounts of the file that are not in the list.
 * `applied` is the result once nothing is left to change.
 */
export function ImportReview({
  name,
  plan,
  applied,
  list,
  apply,
  close,
}: {
  name: string;
  plan: ImportPlan<StoredAccount>;
  applied: ChangeResult | null;
  list: AccountList;
  apply: () => void;
  close: () => void;
}) {
  const review = useRef<HTMLElement>(null);
  useEffect(() => review.current?.focus(), []);
  const hasChanges = !isEmpty(plan);
  return (
    <section ref={review} className="review" tabIndex={-1} aria-labelledby="review-heading">
      <p id="review-heading">
        <strong>{t('importHeading', name)}</strong>
      </p>
      {hasChanges && <Changes {...plan} present={list.accounts} />}
      {plan.managed.length > 0 && (
        <p className="hint">
          {t(
            'importManaged',
            new Intl.ListFormat(language()).format(plan.managed.map(preferenceLabel)),
          )}
        </p>
      )}
      {hasChanges && (
        <div className="row">
          <button type="button" className="button primary" onClick={apply}>
            {t('actionApply')}
          </button>
          <button type="button" className="button secondary" onClick={close}>
            {t('actionCancel')}
          </button>
        </div>
      )}
      <ResultText id="review-result" result={applied} />
      {plan.missing.length > 0 && <Missing accounts={plan.missing} list={list} />}
      {!hasChanges && (
        <div className="row">
          <button type="button" className="button secondary" onClick={close}>
            {t('actionDone')}
          </button>
        </div>
      )}
    </section>
  );
}

function Changes({
  shared,
  accounts,
  order,
  present,
}: ImportPlan<StoredAccount> & { present: readonly StoredAccount[] }) {
  const [first] = present;
  const ofAll = first ? changeRows(shared, first.preferences) : [];
  if (order) {
    const before = present.filter((account) => !isDraft(account));
    ofAll.push([t('importOrder'), namesOf(before), namesOf(order)]);
  }
  return (
    <table>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('importBefore')}</th>
          <th scope="col">{t('importAfter')}</th>
        </tr>
      </thead>
      {ofAll.length > 0 && <ChangeRows heading={t('settingsAllHeading')} rows={ofAll} />}
      {accounts.map((changes) => (
        <ChangeRows
          key={changes.account.id}
          heading={nameAtHost(accountName(changes.account), changes.account.address)}
          rows={rowsOf(changes)}
        />
      ))}
    </table>
  );
}

/** "Work (balance.example.com)" */
function nameAtHost(name: string | null | undefined, address: string): string {
  return name ? t('accountAtHost', name, hostOf(address)) : hostOf(address);
}

function namesOf(accounts: readonly StoredAccount[]): string {
  return new Intl.ListFormat(language(), { style: 'narrow' }).format(accounts.map(accountName));
}

function rowsOf({ account, name, preferences }: AccountChanges<StoredAccount>): ChangeRow[] {
  const rows = changeRows(preferences, account.preferences);
  if (name === undefined) return rows;
  return [[t('fieldAccountName'), account.name || t('valueNone'), name || t('valueNone')], ...rows];
}

function ChangeRows({ heading, rows }: { heading: string; rows: readonly ChangeRow[] }) {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={3}>
          {heading}
        </th>
      </tr>
      {rows.map(([label, before, after]) => (
        <tr key={label}>
          <th scope="row">{label}</th>
          <td>{before}</td>
          <td>{after}</td>
        </tr>
      ))}
    </tbody>
  );
}

function Missing({ accounts, list }: { accounts: readonly FileAccount[]; list: AccountList }) {
  const isFull = list.accounts.length >= MAX_ACCOUNTS;
  const isPossible = !isFull && !list.accounts.some(isDraft);

  async function add(address: string): Promise<void> {
    // Requested before the first await, as browsers demand. Without it, the form for the address asks again.
    await requestPermissions({ origins: [hostPattern(address)] });
    list.add(address);
  }

  return (
    <>
      <p>
        <strong>{t('importMissingHeading')}</strong>
      </p>
      <p className="hint">
        {isFull ? t('accountsFull', String(MAX_ACCOUNTS)) : t('importMissing')}
      </p>
      <ul className="missing">
        {accounts.map(({ address, name }, index) => {
          const shown = nameAtHost(name, address);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two accounts of a file can be alike
            <li key={index}>
              <span>{shown}</span>
              <button
                type="button"
                className="button secondary"
                aria-label={t('actionAddNamed', shown)}
                aria-disabled={!isPossible}
                onClick={() => isPossible && add(address)}
              >
                <Icon name="plus" />
                {t('actionAddAccount')}
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
