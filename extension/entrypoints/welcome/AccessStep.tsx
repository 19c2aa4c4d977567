import { useState } from 'react';
import { requestPermissions } from '../../browser/permissions.ts';
import { Icon } from '../../components/icons.tsx';
import { Message } from '../../components/MessageText.tsx';
import { problemMessage } from '../../domain/problems.ts';
import { hostPattern } from '../../domain/proxy-address.ts';
import { t } from '../../i18n/t.ts';
import { Step } from './Step.tsx';
import type { Progress } from './steps.ts';

/** The browser's leave to reach the proxy at `address`, asked for at a click; the background hears of it by itself. */
export function AccessStep({
  address,
  progress,
  extensionOrigin,
}: {
  address: string;
  progress: Progress;
  extensionOrigin: string;
}) {
  const [refused, setRefused] = useState(false);

  async function allow(): Promise<void> {
    const outcome = await requestPermissions({ origins: [hostPattern(address)] });
    setRefused(outcome !== 'granted');
  }

  if (progress === 'done') {
    return (
      <Step heading={t('welcomeAccessHeading')} progress={progress}>
        <p className="intro">{t('welcomeAccessDone', address)}</p>
      </Step>
    );
  }
  return (
    <Step heading={t('welcomeAccessHeading')} progress={progress}>
      <p className="intro">{t('welcomeAccessText', address)}</p>
      <div role="status">
        {refused && (
          <Message
            saying={problemMessage('permission_missing', { address, extensionOrigin })}
            mood="problem"
          />
        )}
      </div>
      <button type="button" className="button strong" onClick={allow}>
        <Icon name="shield" />
        {t('actionAllow')}
      </button>
    </Step>
  );
}
