import { Panel } from '../../components/Panel.tsx';
import type { MessageKey } from '../../domain/message.ts';
import { type BrowserName, browserName } from '../../i18n/browser-name.ts';
import { t } from '../../i18n/t.ts';

const INSTRUCTIONS: Record<BrowserName, MessageKey> = {
  chrome: 'welcomePinChrome',
  edge: 'welcomePinEdge',
  firefox: 'welcomePinFirefox',
};

/** How to pin the extension's button to the toolbar. */
export function PinPanel({ userAgent = navigator.userAgent }: { userAgent?: string }) {
  return (
    <Panel id="pin" heading={t('welcomePinHeading')}>
      <p className="intro">{t(INSTRUCTIONS[browserName(userAgent)])}</p>
    </Panel>
  );
}
