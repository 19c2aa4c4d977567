import { Panel } from '../../components/Panel.tsx';
import type { MessageKey } from '../../domain/message.ts';
import { REFRESH_INTERVALS } from '../../domain/preferences.ts';
import { formatDuration } from '../../i18n/format-time.ts';
import { t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { SelectField } from './SelectField.tsx';
import { Switch } from './Switch.tsx';
import { savePreferences, saveSwitch } from './use-change.ts';

/** What counts for all accounts: how often balances are refreshed, and where they are shown. */
export function RefreshPanel({
  account: {
    id,
    preferences: { minutes, badge, hidden },
    policy,
  },
}: {
  account: StoredAccount;
}) {
  const explained = (name: keyof typeof policy, hint: MessageKey) => (
    <>
      {name in policy && <span className="line">{t('managed')}</span>}
      {t(hint)}
    </>
  );
  return (
    <Panel id="refresh" heading={t('settingsRefreshHeading')}>
      <SelectField
        id="minutes"
        label={t('fieldMinutes')}
        hint={explained('minutes', 'fieldMinutesHint')}
        disabled={'minutes' in policy}
        value={minutes}
        choices={REFRESH_INTERVALS}
        textOf={formatMinutes}
        onSelect={(chosen) => savePreferences(id, { minutes: chosen })}
      />
      <Switch
        id="badge"
        label={t('switchBadge')}
        hint={explained('badge', 'switchBadgeHint')}
        disabled={'badge' in policy}
        on={badge}
        onSwitch={(on) => saveSwitch(id, { badge: on }, on)}
      />
      <Switch
        id="hidden"
        label={t('actionHideBalance')}
        hint={t('switchHiddenHint')}
        on={hidden}
        onSwitch={(on) => saveSwitch(id, { hidden: on }, on)}
      />
    </Panel>
  );
}

/** Minutes in words, whole hours in hours. */
export function formatMinutes(minutes: number): string {
  return minutes % 60 === 0
    ? formatDuration(minutes / 60, 'hour')
    : formatDuration(minutes, 'minute');
}
