import { useRef, useState } from 'react';
import { Avatar } from '../../components/Avatar.tsx';
import { Panel, PanelGroup } from '../../components/Panel.tsx';
import { ProxyAddressForm } from '../../components/ProxyAddressForm.tsx';
import { isDraft } from '../../domain/account-list.ts';
import { hostOf } from '../../domain/account-name.ts';
import { t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { BudgetPanel } from './BudgetPanel.tsx';
import { HistoryPanel } from './HistoryPanel.tsx';
import { NameField } from './NameField.tsx';
import { NotificationsPanel } from './NotificationsPanel.tsx';
import { SignInPanel } from './SignInPanel.tsx';
import { TwoStepButton } from './TwoStepButton.tsx';
import { shownName } from './use-account-list.ts';

/**
 * The settings of one account. Each account needs a `key` of its own. `suggested` is an address for the proxy of an
 * account that is being added. `remove` rejects if that failed.
 */
export function AccountSettings({
  account,
  suggested,
  isOnly,
  mayNotify,
  remove,
}: {
  account: StoredAccount;
  suggested: string | undefined;
  isOnly: boolean;
  mayNotify: boolean;
  remove: () => Promise<null>;
}) {
  const commitThreshold = useRef<(() => void) | null>(null);
  // The only account needs no name, but the user can change the one that it still has.
  const [hadName] = useState(account.name !== undefined);
  const isNamed = hadName || !isOnly;
  const isNew = isDraft(account);
  const needsSignIn = isNew || !['signed_in', 'unknown'].includes(account.state.phase);
  return (
    <PanelGroup id="account" heading={isNamed && <AccountTop account={account} />}>
      {isNamed && !isNew && (
        <div className="panel">
          <NameField account={account} />
        </div>
      )}
      <Panel id="proxy" heading={t('settingsProxyHeading')}>
        <p className="intro">{t(isNew ? 'settingsProxyOfNew' : 'settingsProxyText')}</p>
        <ProxyAddressForm
          account={account.id}
          inUse={account.address}
          policy={account.policy}
          isChosen={'account' in account.state}
          suggested={isNew ? suggested : undefined}
          onSave={() => commitThreshold.current?.()}
        />
      </Panel>
      {needsSignIn && <SignInPanel account={account} cancel={isNew ? remove : null} />}
      {!isNew && (
        <>
          <NotificationsPanel account={account} mayNotify={mayNotify} commit={commitThreshold} />
          <BudgetPanel account={account} mayNotify={mayNotify} />
          <HistoryPanel account={account} />
          {!isOnly && (
            <Panel id="remove" heading={t('actionRemoveAccount')}>
              <TwoStepButton
                id="remove"
                text={t('settingsRemoveText', shownName(account))}
                label={t('actionRemoveAccount')}
                confirmLabel={t('actionRemoveForGood')}
                work={remove}
              />
            </Panel>
          )}
        </>
      )}
    </PanelGroup>
  );
}

/** Whose settings these are. */
function AccountTop({ account }: { account: StoredAccount }) {
  const name = shownName(account);
  return (
    <div className="group-top">
      <Avatar name={name} />
      <h2 id="account-heading" tabIndex={-1}>
        {name}
      </h2>
      <p className="hint">{hostOf(account.address)}</p>
    </div>
  );
}
