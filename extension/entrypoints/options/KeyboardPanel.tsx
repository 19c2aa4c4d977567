import { Panel } from '../../components/Panel.tsx';
import type { MessageKey } from '../../domain/message.ts';
import { type BrowserName, browserName } from '../../i18n/browser-name.ts';
import { joinSentences, t } from '../../i18n/t.ts';

const WHERE_TO_CHANGE: Record<BrowserName, MessageKey> = {
  chrome: 'shortcutWhereChrome',
  edge: 'shortcutWhereEdge',
  firefox: 'shortcutWhereFirefox',
};

/** The shortcut of the popup, where it can be changed, and where the language comes from. */
export function KeyboardPanel({ shortcut }: { shortcut: string | null }) {
  return (
    <Panel id="keyboard" heading={t('settingsKeyboardHeading')}>
      <p className="intro">
        {joinSentences(
          shortcut ? t('shortcutSet', shortcut) : t('shortcutNone'),
          t(WHERE_TO_CHANGE[browserName(navigator.userAgent)]),
        )}
      </p>
      <p className="intro">{t('languageFollows')}</p>
    </Panel>
  );
}
