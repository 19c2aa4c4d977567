import { useRef } from 'react';
import { browser } from '../../browser/browser.ts';
import { Mark } from '../../components/icons.tsx';
import { ProxyAddress } from '../../components/ProxyAddressForm.tsx';
import { useGranted } from '../../components/use-granted.ts';
import { t } from '../../i18n/t.ts';
import { useItems } from '../../storage/use-items.ts';
import { HistorySettings } from './HistoryPanel.tsx';
import { KeyboardPanel } from './KeyboardPanel.tsx';
import { LowBalancePanel } from './LowBalancePanel.tsx';
import { NOTICE_PERMISSION } from './notification-permission.ts';
import { RefreshPanel } from './RefreshPanel.tsx';
import { type FirstSettings, SETTINGS_ITEMS } from './stored-items.ts';

/** The settings page. `first` is what it shows until storage or the browser says otherwise. */
export function Settings({ first }: { first: FirstSettings }) {
  const { address, state, preferences, history } = useItems(SETTINGS_ITEMS, first.stored);
  const mayNotify = useGranted(NOTICE_PERMISSION, first.mayNotify);
  const commitThreshold = useRef<(() => void) | null>(null);
  return (
    <>
      <header className="brand">
        <Mark />
        <p>{t('extensionName')}</p>
      </header>
      <main>
        <h1>{t('actionSettings')}</h1>
        <section className="panel" aria-labelledby="proxy-heading">
          <h2 id="proxy-heading">{t('settingsProxyHeading')}</h2>
          <p className="intro">{t('settingsProxyText')}</p>
          <ProxyAddress inUse={address} onSave={() => commitThreshold.current?.()} />
        </section>
        <RefreshPanel preferences={preferences} />
        <LowBalancePanel
          preferences={preferences}
          account={'account' in state ? state.account : null}
          mayNotify={mayNotify}
          commit={commitThreshold}
        />
        <HistorySettings samples={history?.samples.length ?? 0} />
        <KeyboardPanel shortcut={first.shortcut} />
        <p className="page-end">
          <a href={browser.runtime.getURL('/welcome.html')}>{t('actionFirstSteps')}</a>
        </p>
      </main>
    </>
  );
}
