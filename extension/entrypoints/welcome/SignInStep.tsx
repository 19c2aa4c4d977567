import { send } from '../../background/messages.ts';
import { Icon } from '../../components/icons.tsx';
import { COMMAND_FAILED, MessageBox, type Tone } from '../../components/MessageBox.tsx';
import { useWork } from '../../components/use-work.ts';
import type { Message } from '../../domain/message.ts';
import { t } from '../../i18n/t.ts';
import { Step } from './Step.tsx';
import type { Progress } from './steps.ts';

/** The sign-in step. `username` is the signed-in user's. */
export function SignInStep({
  progress,
  message,
  tone,
  username,
}: {
  progress: Progress;
  message: Message;
  tone: Tone;
  username: string | null;
}) {
  const { busy, failed, start } = useWork<'sign_in'>();
  const signIn = () => start('sign_in', () => send({ type: 'sign_in' }));

  return (
    <Step heading={t('welcomeSignInHeading')} progress={progress}>
      {progress === 'done' && username !== null && (
        <p className="intro">{t('welcomeSignedIn', username)}</p>
      )}
      {progress === 'later' && <p className="intro">{t('welcomeSignInLater')}</p>}
      {progress === 'now' && (
        <>
          <div role="status">
            <MessageBox
              message={failed ? COMMAND_FAILED : message}
              tone={failed ? 'problem' : tone}
            />
          </div>
          <button
            type="button"
            className="button primary"
            aria-busy={busy !== null}
            onClick={signIn}
          >
            <Icon name="signIn" />
            {t('actionSignIn')}
          </button>
        </>
      )}
    </Step>
  );
}
