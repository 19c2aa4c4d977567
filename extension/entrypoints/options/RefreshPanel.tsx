import { Panel } from '../../components/Panel.tsx';
import { type Preferences, REFRESH_INTERVALS } from '../../domain/preferences.ts';
import { formatDuration } from '../../i18n/format-time.ts';
import { t } from '../../i18n/t.ts';
import { ResultText } from './ResultText.tsx';
import { Switch } from './Switch.tsx';
import { savePreferences, saveSwitch, useChange } from './use-change.ts';

/** How often the balance is refreshed, and whether the badge shows it. */
export function RefreshPanel({ preferences: { minutes, badge } }: { preferences: Preferences }) {
  return (
    <Panel id="refresh" heading={t('settingsRefreshHeading')}>
      <IntervalField minutes={minutes} />
      <Switch
        id="badge"
        label={t('switchBadge')}
        hint={t('switchBadgeHint')}
        on={badge}
        onSwitch={(on) => saveSwitch({ badge: on }, on)}
      />
    </Panel>
  );
}

function IntervalField({ minutes }: Pick<Preferences, 'minutes'>) {
  const [result, change] = useChange();

  function choose(value: string): void {
    const chosen = REFRESH_INTERVALS.find((choice) => String(choice) === value);
    if (chosen === undefined) return;
    const text = t('confirmedMinutes', formatMinutes(chosen));
    change(() => savePreferences({ minutes: chosen }, text));
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
function formatMinutes(minutes: number): string {
  return minutes % 60 === 0
    ? formatDuration(minutes / 60, 'hour')
    : formatDuration(minutes, 'minute');
}
