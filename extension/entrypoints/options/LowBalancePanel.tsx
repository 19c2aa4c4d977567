import type { RefObject } from 'react';
import type { Account } from '../../domain/account-state.ts';
import type { Preferences } from '../../domain/preferences.ts';
import { t } from '../../i18n/t.ts';
import { type Notices, noticesInForce, switchNotice } from './notification-permission.ts';
import { Switch } from './Switch.tsx';
import { type Said, useSaid } from './save-preference.ts';
import { Threshold } from './Threshold.tsx';

/**
 * From which amount on the balance is low, and which notifications there are. `commit` gets a
 * function that saves the amount as it stands in its field.
 */
export function LowBalancePanel({
  preferences,
  account,
  mayNotify,
  commit,
}: {
  preferences: Preferences;
  account: Account | null;
  mayNotify: boolean;
  commit: RefObject<(() => void) | null>;
}) {
  const shown = noticesInForce(preferences, mayNotify);
  return (
    <section className="panel" aria-labelledby="low-heading">
      <h2 id="low-heading">{t('settingsLowHeading')}</h2>
      <Threshold
        saved={preferences.threshold}
        balance={account?.balance_formatted ?? null}
        hidden={preferences.hidden}
        commit={commit}
      />
      <NoticeSwitch
        kind="lowBalanceNotification"
        label={t('switchLowBalanceNotification')}
        hint={t('switchLowBalanceNotificationHint')}
        shown={shown}
      />
      <NoticeSwitch kind="creditNotification" label={t('switchCreditNotification')} shown={shown} />
    </section>
  );
}

function NoticeSwitch({
  kind,
  shown,
  ...words
}: {
  kind: keyof Notices;
  label: string;
  hint?: string;
  shown: Notices;
}) {
  const [said, during] = useSaid();
  return (
    <Switch
      {...words}
      id={kind}
      on={shown[kind]}
      said={said}
      onSwitch={(on) => during(async () => noticeSaid(await switchNotice(kind, on, shown)))}
    />
  );
}

/** The words for what became of switching a notification. */
export function noticeSaid(outcome: Awaited<ReturnType<typeof switchNotice>>): Said {
  switch (outcome) {
    case 'on':
      return { kind: 'confirmed', words: t('confirmedOn') };
    case 'off':
      return { kind: 'confirmed', words: t('confirmedOff') };
    case 'refused': {
      const title = 'notificationsRefused';
      return { kind: 'problem', saying: { title, text: 'notificationsRefusedText' } };
    }
  }
}
