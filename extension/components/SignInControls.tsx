import type { ReactNode } from 'react';
import { send } from '../background/messages.ts';
import type { Message } from '../domain/message.ts';
import { messageText, t } from '../i18n/t.ts';
import { Icon } from './icons.tsx';
import { COMMAND_FAILED, MessageBox, type Tone } from './MessageBox.tsx';
import { useWork } from './use-work.ts';

/**
 * The sign-in button of the account with the id `account`, below a message, which is plain text without a title if it
 * has no `tone`. With the tone `waiting` the window of the sign-in is open. `children` stand beside the button.
 */
export function SignInControls({
  account,
  message,
  tone,
  children,
}: {
  account: number;
  message: Message;
  tone: Tone | null;
  children?: ReactNode;
}) {
  const { busy, failed, start } = useWork<'sign_in'>();
  const signIn = () => start('sign_in', () => send({ type: 'sign_in', account }));
  return (
    <>
      <div role="status">
        {failed && <MessageBox message={COMMAND_FAILED} tone="problem" />}
        {!failed && tone && <MessageBox message={message} tone={tone} />}
        {!failed && !tone && <p className="intro">{messageText(message)}</p>}
      </div>
      <div className="row">
        <button type="button" className="button primary" aria-busy={busy !== null} onClick={signIn}>
          <Icon name="signIn" />
          {t('actionSignIn')}
        </button>
        {children}
      </div>
    </>
  );
}
