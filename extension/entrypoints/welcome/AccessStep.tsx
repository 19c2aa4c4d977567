import { useState } from 'react';
import { requestPermissions } from '../../browser/permissions.ts';
import { Icon } from '../../components/icons.tsx';
import { MessageBox } from '../../components/MessageBox.tsx';
import { hostPattern } from '../../domain/host-permission.ts';
import type { MessageContext } from '../../domain/message.ts';
import { problemMessage } from '../../domain/problems.ts';
import { t } from '../../i18n/t.ts';
import { BreakableAddress } from './BreakableAddress.tsx';
import { Step } from './Step.tsx';
import type { Progress } from './steps.ts';

/** Requests the host permission of the proxy. The background notices by itself when it is granted. */
export function AccessStep({ progress, context }: { progress: Progress; context: MessageContext }) {
  const [refused, setRefused] = useState(false);
  const { address } = context;

  async function allow(): Promise<void> {
    const outcome = await requestPermissions({ origins: [hostPattern(address)] });
    setRefused(outcome !== 'granted');
  }

  return (
    <Step heading={t('welcomeAccessHeading')} progress={progress}>
      {progress === 'done' && (
        <p className="intro">
          <BreakableAddress>{t('welcomeAccessDone', address)}</BreakableAddress>
        </p>
      )}
      {progress === 'later' && <p className="intro">{t('welcomeAccessLater')}</p>}
      {progress === 'now' && (
        <>
          <p className="intro">
            <BreakableAddress>{t('welcomeAccessText', address)}</BreakableAddress>
          </p>
          <div role="status">
            {refused && (
              <MessageBox message={problemMessage('permission_missing', context)} tone="problem" />
            )}
          </div>
          <button type="button" className="button primary" onClick={allow}>
            <Icon name="shield" />
            {t('actionAllow')}
          </button>
        </>
      )}
    </Step>
  );
}
