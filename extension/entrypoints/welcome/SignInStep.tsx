import type { Tone } from '../../components/MessageBox.tsx';
import { SignInControls } from '../../components/SignInControls.tsx';
import type { Message } from '../../domain/message.ts';
import { t } from '../../i18n/t.ts';
import { Step } from './Step.tsx';
import type { Progress } from './steps.ts';

/**
 * The sign-in step of the account with the id `account`. `username` is the signed-in user's. `granted` is
 * whether the extension may reach the proxy.
 */
export function SignInStep({
  progress,
  username,
  granted,
  ...controls
}: {
  progress: Progress;
  account: number;
  message: Message;
  tone: Tone | null;
  username: string | null;
  granted: boolean;
}) {
  return (
    <Step heading={t('welcomeSignInHeading')} progress={progress}>
      {progress === 'done' && username !== null && (
        <p className="intro">{t('welcomeSignedIn', username)}</p>
      )}
      {progress === 'later' && (
        <p className="intro">{t(granted ? 'welcomeSignInLater' : 'welcomeSignInAfterAccess')}</p>
      )}
      {progress === 'now' && <SignInControls {...controls} />}
    </Step>
  );
}
