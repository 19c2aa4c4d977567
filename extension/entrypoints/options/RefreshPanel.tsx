import { type Preferences, REFRESH_INTERVALS } from '../../domain/preferences.ts';
import { language, t } from '../../i18n/t.ts';
import { Outcome } from './Outcome.tsx';
import { Switch } from './Switch.tsx';
import { saveChanges, useSaid } from './save-preference.ts';

/** How often the balance is looked at, and whether the toolbar shows it. */
export function RefreshPanel({ preferences }: { preferences: Preferences }) {
  return (
    <section className="panel" aria-labelledby="refresh-heading">
      <h2 id="refresh-heading">{t('settingsRefreshHeading')}</h2>
      <Interval minutes={preferences.minutes} />
      <BadgeSwitch on={preferences.badge} />
    </section>
  );
}

function Interval({ minutes }: Pick<Preferences, 'minutes'>) {
  const [said, during] = useSaid();

  function choose(value: string): void {
    const chosen = REFRESH_INTERVALS.find((choice) => String(choice) === value);
    if (chosen === undefined) return;
    const words = t('confirmedMinutes', duration(chosen, language()));
    during(() => saveChanges({ minutes: chosen }, words));
  }

  return (
    <div className="setting">
      <label htmlFor="minutes">{t('fieldMinutes')}</label>
      <select
        id="minutes"
        value={minutes}
        onChange={(event) => choose(event.target.value)}
        aria-describedby="minutes-hint minutes-outcome"
      >
        {REFRESH_INTERVALS.map((choice) => (
          <option key={choice} value={choice}>
            {duration(choice, language())}
          </option>
        ))}
      </select>
      <p id="minutes-hint" className="hint">
        {t('fieldMinutesHint')}
      </p>
      <Outcome id="minutes-outcome" said={said} />
    </div>
  );
}

function BadgeSwitch({ on }: { on: boolean }) {
  const [said, during] = useSaid();
  return (
    <Switch
      id="badge"
      label={t('switchBadge')}
      hint={t('switchBadgeHint')}
      on={on}
      said={said}
      onSwitch={(badge) =>
        during(() => saveChanges({ badge }, t(badge ? 'confirmedOn' : 'confirmedOff')))
      }
    />
  );
}

/** Minutes as a person says them, whole hours in hours. `language` is a BCP 47 tag. */
export function duration(minutes: number, language: string): string {
  const inHours = minutes % 60 === 0;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: inHours ? 'hour' : 'minute',
    unitDisplay: 'long',
  }).format(inHours ? minutes / 60 : minutes);
}
