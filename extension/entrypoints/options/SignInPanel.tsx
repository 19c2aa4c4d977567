import { isSigningIn } from '../../background/sign-in/login-progress.ts';
import { extensionOrigin } from '../../browser/browser.ts';
import { Panel } from '../../components/Panel.tsx';
import { useNow } from '../../components/page-hooks.ts';
import { SignInControls } from '../../components/SignInControls.tsx';
import { SIGNED_OUT, signInMessage } from '../../components/sign-in-messages.ts';
import { hostOf } from '../../domain/account-name.ts';
import type { Message } from '../../domain/message.ts';
import { clockTime } from '../../i18n/format-time.ts';
import { language, t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { loginItem } from '../../storage/items.ts';
import { useStored } from '../../storage/use-stored.ts';
import { ResultText } from './ResultText.tsx';
import { useChange } from './use-change.ts';

/** The sign-in of an account. `cancel` removes one that is being added, and rejects if the background did not. */
export function SignInPanel({
  account: { id, address, state },
  cancel,
}: {
  account: StoredAccount;
  cancel: (() => Promise<null>) | null;
}) {
  const login = useStored(loginItem.get, null);
  const now = useNow();
  const [result, change] = useChange();
  const isOpen = login?.account === id && isSigningIn(login, now);
  const clock = (at: number) => clockTime(at, now, language());
  const draft: Message = {
    title: 'actionAddAccount',
    text: 'textAddAccount',
    substitutions: [hostOf(address)],
  };
  const context = { address, extensionOrigin: extensionOrigin(), now, clock };
  return (
    <Panel id="sign-in" heading={t('welcomeSignInHeading')}>
      <SignInControls
        account={id}
        {...signInMessage(state, isOpen, context, cancel ? draft : SIGNED_OUT)}
      >
        {cancel && (
          <button type="button" className="button secondary" onClick={() => change(cancel)}>
            {t('actionCancel')}
          </button>
        )}
      </SignInControls>
      <ResultText id="cancel-result" result={result} />
    </Panel>
  );
}
