import { browser } from '../../browser/browser.ts';
import { BrandHeader } from '../../components/BrandHeader.tsx';
import { Icon } from '../../components/icons.tsx';
import { PanelGroup } from '../../components/Panel.tsx';
import { useGranted } from '../../components/use-granted.ts';
import { t } from '../../i18n/t.ts';
import { readAccounts, type StoredAccount } from '../../storage/accounts.ts';
import { useStored } from '../../storage/use-stored.ts';
import { AccountSettings } from './AccountSettings.tsx';
import { AccountsPanel } from './AccountsPanel.tsx';
import { AddAccount } from './AddAccount.tsx';
import { DataPanel } from './DataPanel.tsx';
import { KeyboardPanel } from './KeyboardPanel.tsx';
import { RefreshPanel } from './RefreshPanel.tsx';
import { SectionList } from './SectionList.tsx';
import type { InitialData } from './stored-items.ts';
import { NOTIFICATION_PERMISSION } from './switch-notification.ts';
import { shownName, useAccountList } from './use-account-list.ts';

/** The options page renders storage and sends commands. */
export function OptionsPage({ initial }: { initial: InitialData }) {
  const stored = useStored(readAccounts, initial.stored);
  const mayNotify = useGranted(NOTIFICATION_PERMISSION, initial.mayNotify);
  const list = useAccountList(stored);
  const { accounts, selected } = list;
  const isOnly = accounts.length <= 1;
  return (
    <>
      <div className="side">
        <BrandHeader />
        <SectionList />
      </div>
      <main>
        <div className="page-top">
          <div>
            <h1>{t('actionSettings')}</h1>
            {isOnly && <p className="hint">{signInText(selected)}</p>}
          </div>
          {isOnly && <AddAccount list={list} />}
        </div>
        {!isOnly && <AccountsPanel list={list} active={stored.active.id} />}
        <AccountSettings
          key={selected.id}
          account={selected}
          suggested={list.suggested}
          isOnly={isOnly}
          mayNotify={mayNotify}
          remove={() => list.remove(selected)}
        />
        <PanelGroup id="all" heading={!isOnly && <AllTop />}>
          <RefreshPanel account={selected} />
          <DataPanel list={list} />
          <KeyboardPanel shortcut={initial.shortcut} />
        </PanelGroup>
        <p className="page-end">
          <a href={browser.runtime.getURL('/welcome.html')}>{t('actionFirstSteps')}</a>
        </p>
      </main>
    </>
  );
}

/** Who is signed in. Empty until that is known. */
function signInText(account: StoredAccount): string {
  const { phase } = account.state;
  if (phase === 'signed_in') return t('settingsSignedInAs', shownName(account));
  return phase === 'unknown' ? '' : t('badgeSignedOut');
}

/** Sets what is for all accounts apart from the settings of one. */
function AllTop() {
  return (
    <div className="group-top">
      <span className="avatar">
        <Icon name="users" />
      </span>
      <h2 id="all-heading" tabIndex={-1}>
        {t('settingsAllHeading')}
      </h2>
    </div>
  );
}
