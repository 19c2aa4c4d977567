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
import { changeTexts } from './preference-text.ts';
import type { AccountList } from './use-account-list.ts';

/** What the file `name` changes, before it does so, and the accounts of the file that are not in the list. */
export function ImportReview({
  name,
  plan,
  list,
  apply,
  close,
}: {
  name: string;
  plan: ImportPlan<StoredAccount>;
  list: AccountList;
  apply: () => void;
  close: () => void;
}) {
  const review = useRef<HTMLElement>(null);
  useEffect(() => review.current?.focus(), []);
  const hasChanges = !isEmpty(plan);
  return (
    <section ref={review} className="review" tabIndex={-1} aria-labelledby="review-heading">
      <p id="review-heading">{t('importHeading', name)}</p>
      {hasChanges && <Changes {...plan} present={list.accounts} />}
      {plan.missing.length > 0 && <Missing accounts={plan.missing} list={list} />}
      <div className="row">
        {hasChanges && (
          <button type="button" className="button primary" onClick={apply}>
            {t('actionApply')}
          </button>
        )}
        <button type="button" className="button secondary" onClick={close}>
          {t(hasChanges ? 'actionCancel' : 'actionDone')}
        </button>
      </div>
    </section>
  );
}

function Changes({
  shared,
  accounts,
  order,
  present: [first],
}: ImportPlan<StoredAccount> & { present: readonly StoredAccount[] }) {
  const ofAll = first ? changeTexts(shared, first.preferences) : [];
  if (order)
    ofAll.push(t('importOrder', new Intl.ListFormat(language()).format(order.map(accountName))));
  return (
    <>
      {ofAll.length > 0 && <ChangeList heading={t('settingsAllHeading')} changes={ofAll} />}
      {accounts.map(({ account, ...changes }) => (
        <ChangeList
          key={account.id}
          heading={`${accountName(account)} (${hostOf(account.address)})`}
          changes={textsOf({ account, ...changes })}
        />
      ))}
    </>
  );
}

function textsOf({ account, name, preferences }: AccountChanges<StoredAccount>): string[] {
  const texts = changeTexts(preferences, account.preferences);
  if (name === undefined) return texts;
  const [before, after] = [account.name, name].map((one) => one || t('valueNone'));
  return [t('importChange', t('fieldAccountName'), before ?? '', after ?? ''), ...texts];
}

function ChangeList({ heading, changes }: { heading: string; changes: readonly string[] }) {
  return (
    <>
      <p>
        <strong>{heading}</strong>
      </p>
      <ul>
        {changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
      </ul>
    </>
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
          const shown = [name, hostOf(address)].filter(Boolean).join(', ');
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
