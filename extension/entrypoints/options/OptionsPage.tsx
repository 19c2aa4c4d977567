import { useRef } from 'react';
import { browser } from '../../browser/browser.ts';
import { BrandHeader } from '../../components/BrandHeader.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ProxyAddressForm } from '../../components/ProxyAddressForm.tsx';
import { useGranted } from '../../components/use-granted.ts';
import { t } from '../../i18n/t.ts';
import { useItems } from '../../storage/use-items.ts';
import { HistoryPanel } from './HistoryPanel.tsx';
import { KeyboardPanel } from './KeyboardPanel.tsx';
import { NotificationsPanel } from './NotificationsPanel.tsx';
import { RefreshPanel } from './RefreshPanel.tsx';
import { type InitialData, OPTIONS_ITEMS } from './stored-items.ts';
import { NOTIFICATION_PERMISSION } from './switch-notification.ts';

/** The options page renders storage and sends commands. */
export function OptionsPage({ initial }: { initial: InitialData }) {
  const { address, state, preferences, history } = useItems(OPTIONS_ITEMS, initial.stored);
  const mayNotify = useGranted(NOTIFICATION_PERMISSION, initial.mayNotify);
  const commitThreshold = useRef<(() => void) | null>(null);
  return (
    <>
      <BrandHeader />
      <main>
        <h1>{t('actionSettings')}</h1>
        <Panel id="proxy" heading={t('settingsProxyHeading')}>
          <p className="intro">{t('settingsProxyText')}</p>
          <ProxyAddressForm inUse={address} onSave={() => commitThreshold.current?.()} />
        </Panel>
        <RefreshPanel preferences={preferences} />
        <NotificationsPanel
          preferences={preferences}
          account={'account' in state ? state.account : null}
          mayNotify={mayNotify}
          commit={commitThreshold}
        />
        <HistoryPanel samples={history?.samples.length ?? 0} />
        <KeyboardPanel shortcut={initial.shortcut} />
        <p className="page-end">
          <a href={browser.runtime.getURL('/welcome.html')}>{t('actionFirstSteps')}</a>
        </p>
      </main>
    </>
  );
}
