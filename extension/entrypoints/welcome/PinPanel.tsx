import type { MessageKey } from '../../domain/message.ts';
import { type BrowserName, browserName } from '../../i18n/browser-name.ts';
import { t } from '../../i18n/t.ts';

const HOW: Record<BrowserName, MessageKey> = {
  chrome: 'welcomePinChrome',
  edge: 'welcomePinEdge',
  firefox: 'welcomePinFirefox',
};

/** How the button is put into the toolbar for good. */
export function PinPanel({ userAgent = navigator.userAgent }: { userAgent?: string }) {
  return (
    <section className="panel" aria-labelledby="pin-heading">
      <h2 id="pin-heading">{t('welcomePinHeading')}</h2>
      <p className="intro">{t(HOW[browserName(userAgent)])}</p>
    </section>
  );
}
