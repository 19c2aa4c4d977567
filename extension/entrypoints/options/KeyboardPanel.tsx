import type { MessageKey } from '../../domain/message.ts';
import { type BrowserName, browserName } from '../../i18n/browser-name.ts';
import { joinSentences, t } from '../../i18n/t.ts';

const WHERE: Record<BrowserName, MessageKey> = {
  chrome: 'shortcutWhereChrome',
  edge: 'shortcutWhereEdge',
  firefox: 'shortcutWhereFirefox',
};

/** The keys that open the popup, where they are changed, and where the language comes from. */
export function KeyboardPanel({ shortcut }: { shortcut: string | null }) {
  return (
    <section className="panel" aria-labelledby="keyboard-heading">
      <h2 id="keyboard-heading">{t('settingsKeyboardHeading')}</h2>
      <p className="intro">
        {joinSentences(
          shortcut ? t('shortcutSet', shortcut) : t('shortcutNone'),
          t(WHERE[browserName(navigator.userAgent)]),
        )}
      </p>
      <p className="intro">{t('languageFollows')}</p>
    </section>
  );
}
