import type { ReactNode } from 'react';
import { Icon } from '../../components/icons.tsx';
import type { MessageKey } from '../../domain/message.ts';
import { t } from '../../i18n/t.ts';
import type { Progress } from './steps.ts';

const LABELS: Record<Progress, MessageKey> = {
  done: 'stepDone',
  unchecked: 'stepUnchecked',
  changing: 'stepChanging',
  now: 'stepNow',
  later: 'stepLater',
  optional: 'stepOptional',
};

/** A step with its progress. Screen readers announce when the progress changes. */
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
    <li className={`step ${progress}`} aria-current={progress === 'now' ? 'step' : undefined}>
      <span className="marker" aria-hidden="true">
        {progress === 'done' && <Icon name="tick" />}
      </span>
      <div className="step-content">
        <div className="step-top">
          <h2>{heading}</h2>
          <p className="progress" role="status">
            {t(LABELS[progress])}
          </p>
        </div>
        {children}
      </div>
    </li>
  );
}
