import { Panel } from '../../components/Panel.tsx';
import { type Preferences, REFRESH_INTERVALS } from '../../domain/preferences.ts';
import { formatDuration } from '../../i18n/format-time.ts';
import { t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { ResultText } from './ResultText.tsx';
import { Switch } from './Switch.tsx';
import { savePreferences, saveSwitch, useChange } from './use-change.ts';

/** What counts for all accounts: how often balances are refreshed, and where they are shown. */
export function RefreshPanel({
  account: {
    id,
    preferences: { minutes, badge, hidden },
  },
}: {
  account: StoredAccount;
}) {
  return (
    <Panel id="refresh" heading={t('settingsRefreshHeading')}>
      <IntervalField account={id} minutes={minutes} />
      <Switch
        id="badge"
        label={t('switchBadge')}
        hint={t('switchBadgeHint')}
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

function IntervalField({ account, minutes }: { account: number } & Pick<Preferences, 'minutes'>) {
  const [result, change] = useChange();

  function choose(value: string): void {
    const chosen = REFRESH_INTERVALS.find((choice) => String(choice) === value);
    if (chosen === undefined) return;
    const text = t('confirmedMinutes', formatMinutes(chosen));
    change(() => savePreferences(account, { minutes: chosen }, text));
  }

  return (
    <div className="option">
      <label htmlFor="minutes">{t('fieldMinutes')}</label>
      <select
        id="minutes"
        value={minutes}
        onChange={(event) => choose(event.target.value)}
        aria-describedby="minutes-hint minutes-result"
      >
        {REFRESH_INTERVALS.map((choice) => (
          <option key={choice} value={choice}>
            {formatMinutes(choice)}
          </option>
        ))}
      </select>
      <p id="minutes-hint" className="hint">
        {t('fieldMinutesHint')}
      </p>
      <ResultText id="minutes-result" result={result} />
    </div>
  );
}

/** Minutes in words, whole hours in hours. */
export function formatMinutes(minutes: number): string {
  return minutes % 60 === 0
    ? formatDuration(minutes / 60, 'hour')
    : formatDuration(minutes, 'minute');
}
