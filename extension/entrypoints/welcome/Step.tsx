import type { ReactNode } from 'react';
import { Icon } from '../../components/icons.tsx';
import type { MessageKey } from '../../domain/message.ts';
import { t } from '../../i18n/t.ts';
import type { Progress } from './steps.ts';

const LABELS: Record<Progress, MessageKey> = {
  done: 'stepDone',
  now: 'stepNow',
  later: 'stepLater',
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
    <li className={`panel step ${progress}`} aria-current={progress === 'now' ? 'step' : undefined}>
      <div className="step-top">
        <h2>{heading}</h2>
        <p className="progress" role="status">
          {progress === 'done' && <Icon name="check" />}
          {t(LABELS[progress])}
        </p>
      </div>
      {children}
    </li>
  );
}
