import type { ReactNode } from 'react';
import { Icon } from '../../components/icons.tsx';
import type { MessageKey } from '../../domain/message.ts';
import { t } from '../../i18n/t.ts';
import type { Progress } from './steps.ts';

const WORDS: Record<Progress, MessageKey> = {
  done: 'stepDone',
  now: 'stepNow',
  later: 'stepLater',
};

/** One of the steps, with a word on how far it is; screen readers hear when that changes. */
export function Step({
  heading,
  progress,
  children,
}: {
  heading: string;
  progress: Progress;
  children: ReactNode;
}) {
  return (
    <li className={`panel step ${progress}`} aria-current={progress === 'now' ? 'step' : undefined}>
      <div className="step-top">
        <h2>{heading}</h2>
        <p className="progress" role="status">
          {progress === 'done' && <Icon name="check" />}
          {t(WORDS[progress])}
        </p>
      </div>
      {children}
    </li>
  );
}
