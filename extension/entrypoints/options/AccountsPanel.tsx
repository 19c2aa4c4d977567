import { badgeOf } from '../../background/badge/badge-content.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { Icon } from '../../components/icons.tsx';
import { Panel } from '../../components/Panel.tsx';
import { isDraft } from '../../domain/account-list.ts';
import { hostOf } from '../../domain/account-name.ts';
import { accountStatus } from '../../domain/account-status.ts';
import { t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { AddAccount } from './AddAccount.tsx';
import { type AccountList, shownName } from './use-account-list.ts';

/** All accounts, to select one, to change their order and to add one. `active` is the id of the active one. */
export function AccountsPanel({ list, active }: { list: AccountList; active: number }) {
  return (
    <Panel id="accounts" heading={t('actionAccounts')}>
      <p className="intro">{t('settingsAccountsText')}</p>
      <fieldset className="accounts" aria-labelledby="accounts-heading">
        {list.accounts.map((account, index) => (
          <div key={account.id} className="account-row">
            <label>
              <input
                type="radio"
                name="account"
                checked={account === list.selected}
                onChange={() => list.select(account.id)}
              />
              <AccountLabel account={account} isActive={account.id === active} />
            </label>
            {!isDraft(account) && <MoveButtons list={list} account={account} index={index} />}
          </div>
        ))}
      </fieldset>
      <AddAccount list={list} />
    </Panel>
  );
}

/** The name of an account, its host, and what is wrong with it. */
function AccountLabel({ account, isActive }: { account: StoredAccount; isActive: boolean }) {
  const { address, state, preferences } = account;
  const { message, colour } = badgeOf(accountStatus(state, preferences, Date.now()), preferences);
  const name = shownName(account);
  return (
    <>
      <Avatar name={name} />
      <span className="account-text">
        <strong>{name}</strong> <HostText address={address} />{' '}
        {isActive && <span>{t('settingsCurrentAccount')}</span>}{' '}
        {message && (
          <span className={colour === 'calm' ? 'note' : 'note problem'}>
            {colour !== 'calm' && <Icon name="warning" />}
            {t(message)}
          </span>
        )}
      </span>
    </>
  );
}

/** Long hosts break before the port rather than in it. */
function HostText({ address }: { address: string }) {
  const [host, port] = hostOf(address).split(/(?=:\d+$)/u);
  return (
    <span>
      {host}
      <wbr />
      {port}
    </span>
  );
}

function MoveButtons({
  list: { accounts, move },
  account,
  index,
}: {
  list: AccountList;
  account: StoredAccount;
  index: number;
}) {
  const name = shownName(account);
  const last = accounts.filter((one) => !isDraft(one)).length - 1;
  if (last === 0) return null;
  const button = (icon: 'up' | 'down', by: -1 | 1, label: string, isPossible: boolean) => (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      aria-disabled={!isPossible}
      onClick={() => isPossible && move(account, index, by)}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <div className="moves">
      {button('up', -1, t('actionMoveUp', name), index > 0)}
      {button('down', 1, t('actionMoveDown', name), index < last)}
    </div>
  );
}
