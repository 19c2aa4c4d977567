import { useState } from 'react';
import { send } from '../../background/messages.ts';
import { Icon } from '../../components/icons.tsx';
import { Message } from '../../components/MessageText.tsx';
import type { Message as SayingWords } from '../../domain/message.ts';
import { t } from '../../i18n/t.ts';
import { Step } from './Step.tsx';
import type { Progress } from './steps.ts';

const BROKE_DOWN: SayingWords = {
  title: 'titleCommandFailed',
  text: 'textCommandFailed',
};

/** Signing in. `words` is what is the case while nobody is, `username` who is. */
export function SignInStep({
  progress,
  words: { saying, mood },
  username,
}: {
  progress: Progress;
  words: { saying: SayingWords; mood: 'plain' | 'problem' };
  username: string | null;
}) {
  const [busy, setBusy] = useState(false);
  const [brokeDown, setBrokeDown] = useState(false);

  async function signIn(): Promise<void> {
    setBusy(true);
    try {
      await send({ type: 'sign_in' });
      setBrokeDown(false);
    } catch (error) {
      console.error(error);
      setBrokeDown(true);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Step heading={t('welcomeSignInHeading')} progress={progress}>
      {progress === 'done' && username !== null && (
        <p className="intro">{t('welcomeSignedIn', username)}</p>
      )}
      {progress === 'later' && <p className="intro">{t('welcomeSignInLater')}</p>}
      {progress === 'now' && (
        <>
          <div role="status">
            {brokeDown ? (
              <Message saying={BROKE_DOWN} mood="problem" />
            ) : (
              <Message saying={saying} mood={mood} />
            )}
          </div>
          <button type="button" className="button strong" aria-busy={busy} onClick={signIn}>
            <Icon name="signIn" />
            {t('actionSignIn')}
          </button>
        </>
      )}
    </Step>
  );
}
