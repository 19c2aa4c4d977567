import { useState } from 'react';
import { requestPermissions } from '../../browser/request-permission.ts';
import { ShieldIcon } from '../../components/icons.tsx';
import { Saying } from '../../components/MessageText.tsx';
import { hostPattern } from '../../domain/proxy-address.ts';
import { troubleWords } from '../../i18n/problem-messages.ts';
import { say } from '../../i18n/t.ts';
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
    setRefused(!(await requestPermissions({ origins: [hostPattern(address)] })));
  }

  if (progress === 'done') {
    return (
      <Step heading={say('welcomeAccessHeading')} progress={progress}>
        <p className="intro">{say('welcomeAccessDone', address)}</p>
      </Step>
    );
  }
  return (
    <Step heading={say('welcomeAccessHeading')} progress={progress}>
      <p className="intro">{say('welcomeAccessText', address)}</p>
      <div role="status">
        {refused && (
          <Saying
            saying={troubleWords('permission_missing', { address, extensionOrigin })}
            mood="trouble"
          />
        )}
      </div>
      <button type="button" className="button strong" onClick={allow}>
        <ShieldIcon />
        {say('actionAllow')}
      </button>
    </Step>
  );
}
