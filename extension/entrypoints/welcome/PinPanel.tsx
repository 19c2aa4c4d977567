import { Drawing, Icon } from '../../components/icons.tsx';
import { Panel } from '../../components/Panel.tsx';
import type { MessageKey } from '../../domain/message.ts';
import { type BrowserName, browserName } from '../../i18n/browser-name.ts';
import { t } from '../../i18n/t.ts';
import { atPlaces, PLACES } from './places.ts';
import { Step } from './Step.tsx';

const PUZZLE = 'M3.6 6.8h3.5a1.9 1.9 0 1 1 3.2 0h3.5v3.4a1.9 1.9 0 1 1 0 3.2v3.4H3.6z';
const PIN = 'M6.6 3.4h6.8M8 3.4v4.4L5.4 11.2h9.2L12 7.8V3.4M10 11.2v5.6';

/** The instructions of each browser, and the icon that its second placeholder stands for. */
const INSTRUCTIONS: Record<BrowserName, { text: MessageKey; icon: React.ReactNode }> = {
  chrome: { text: 'welcomePinChrome', icon: <Drawing path={PIN} /> },
  edge: { text: 'welcomePinEdge', icon: <Icon name="eye" /> },
  firefox: { text: 'welcomePinFirefox', icon: <Icon name="gear" /> },
};

/** How to pin the extension's button to the toolbar, as a step if `isNext` says that nothing else is left. */
export function PinPanel({
  isNext = false,
  userAgent = navigator.userAgent,
}: {
  isNext?: boolean;
  userAgent?: string;
}) {
  const { text, icon } = INSTRUCTIONS[browserName(userAgent)];
  const [start, middle, end] = atPlaces(t(text, ...PLACES));
  const name = t('extensionName');
  const named = (part = '') => {
    const [before, ...after] = part.split(name);
    if (after.length === 0) return part;
    return (
      <>
        {before}
        <span className="name">{name}</span>
        {after.join(name)}
      </>
    );
  };
  const heading = t('welcomePinHeading');
  const instructions = (
    <p className="intro pin">
      {start}
      <Drawing path={PUZZLE} />
      {named(middle)}
      {icon}
      {named(end)}
    </p>
  );
  return isNext ? (
    <Step heading={heading} progress="now">
      {instructions}
    </Step>
  ) : (
    <Panel id="pin" heading={heading}>
      {instructions}
    </Panel>
  );
}
