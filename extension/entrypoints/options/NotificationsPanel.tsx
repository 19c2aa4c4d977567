import type { RefObject } from 'react';
import { Panel } from '../../components/Panel.tsx';
import { t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { Switch } from './Switch.tsx';
import {
  type Notifications,
  shownNotifications,
  switchNotification,
} from './switch-notification.ts';
import { isUnreadable, ThresholdField } from './ThresholdField.tsx';

/**
 * The low-balance threshold and the notifications of an account. `commit` receives a function that saves the
 * threshold.
 */
export function NotificationsPanel({
  account: { id: account, state, preferences, policy },
  mayNotify,
  commit,
}: {
  account: StoredAccount;
  mayNotify: boolean;
  commit: RefObject<(() => void) | null>;
}) {
  const shown = shownNotifications(preferences, mayNotify);
  const balance = 'account' in state ? state.account.balance_formatted : null;
  const disabled = isUnreadable(balance);
  const switchProps = (kind: keyof Notifications) => ({
    id: kind,
    on: shown[kind],
    disabled,
    onSwitch: (on: boolean) => switchNotification(account, kind, on, shown),
  });
  return (
    <Panel id="low" heading={t('settingsLowHeading')}>
      {disabled && <p className="intro">{t('balanceUnreadable')}</p>}
      <ThresholdField
        account={account}
        saved={preferences.threshold}
        balance={balance}
        hidden={preferences.hidden}
        managed={'threshold' in policy}
        commit={commit}
      />
      <Switch
        {...switchProps('lowBalanceNotification')}
        label={t('switchLowBalanceNotification')}
        hint={t('switchLowBalanceNotificationHint')}
      />
      <Switch {...switchProps('creditNotification')} label={t('switchCreditNotification')} />
    </Panel>
  );
}
