import { useState } from 'react';
import { ShieldIcon } from '../look/icons.tsx';
import { Saying } from '../look/Saying.tsx';
import { requestPermissions } from '../permissions/request.ts';
import { hostPattern } from '../proxy/address.ts';
import { say } from '../words/say.ts';
import { troubleWords } from '../words/trouble.ts';
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
