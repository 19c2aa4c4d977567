import type { ReactNode } from 'react';
import { Drawing, Icon } from '../../components/icons.tsx';
import type { MessageKey } from '../../domain/message.ts';
import { type BrowserName, browserName } from '../../i18n/browser-name.ts';
import { t } from '../../i18n/t.ts';
import { atPlaces, PLACES } from './places.ts';
import { Step } from './Step.tsx';
import type { Progress } from './steps.ts';

const PUZZLE = 'M3.6 6.8h3.5a1.9 1.9 0 1 1 3.2 0h3.5v3.4a1.9 1.9 0 1 1 0 3.2v3.4H3.6z';
const PIN = 'M6.6 3.4h6.8M8 3.4v4.4L5.4 11.2h9.2L12 7.8V3.4M10 11.2v5.6';

/** The instructions of each browser, and the icon that its second placeholder stands for. */
const INSTRUCTIONS: Record<BrowserName, { text: MessageKey; icon: ReactNode }> = {
  chrome: { text: 'welcomePinChrome', icon: <Drawing path={PIN} className="icon narrow" /> },
  edge: { text: 'welcomePinEdge', icon: <Icon name="eye" /> },
  firefox: { text: 'welcomePinFirefox', icon: <Icon name="gear" /> },
};

/** An icon with the word before it and the punctuation behind it, which stay on its line. */
const AROUND_ICON = /((?:\p{Script=Han}{2}|\w+ )[\ue000\ue001][，。,.]?)/u;

/** How to pin the extension's button to the toolbar. */
export function PinStep({
  progress,
  userAgent = navigator.userAgent,
}: {
  progress: Progress;
  userAgent?: string;
}) {
  const { text, icon } = INSTRUCTIONS[browserName(userAgent)];
  const [start, puzzle = '', middle, other = '', end] = t(text, ...PLACES).split(AROUND_ICON);
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
  const around = (part: string, drawing: ReactNode) => {
    const [word, punctuation] = atPlaces(part);
    return (
      <span className="unbroken">
        {word}
        {drawing}
        {punctuation}
      </span>
    );
  };
  return (
    <Step heading={t('welcomePinHeading')} progress={progress}>
      <p className="intro pin">
        {start}
        {around(puzzle, <Drawing path={PUZZLE} className="icon puzzle" />)}
        {named(middle)}
        {around(other, icon)}
        {named(end)}
      </p>
    </Step>
  );
}
