import { useEffect, useReducer } from 'react';
import { send } from '../../background/messages.ts';
import { isSigningIn } from '../../background/sign-in/login-progress.ts';
import { browser } from '../../browser/browser.ts';
import { Mark } from '../../components/icons.tsx';
import { ProxyAddress } from '../../components/ProxyAddressForm.tsx';
import { useGranted } from '../../components/use-granted.ts';
import { hostPattern } from '../../domain/proxy-address.ts';
import { clockTime } from '../../i18n/format-time.ts';
import { language, t } from '../../i18n/t.ts';
import { useItems } from '../../storage/use-items.ts';
import { AccessStep } from './AccessStep.tsx';
import { BalancePanel } from './BalancePanel.tsx';
import { PinPanel } from './PinPanel.tsx';
import { SignInStep } from './SignInStep.tsx';
import { Step } from './Step.tsx';
import { signInWords, stepsOf } from './steps.ts';
import { type FirstWelcome, WELCOME_ITEMS, type WelcomeStored } from './stored-items.ts';

/** Milliseconds between two looks at the clock: a balance grows old while it is looked at. */
const TICK = 5_000;

/** The first-run page: renders storage and sends commands, and can be opened again at any time. */
export function Welcome({ first }: { first: FirstWelcome }) {
  const stored = useItems(WELCOME_ITEMS, first.stored);
  const granted = useGranted({ origins: [hostPattern(stored.address)] }, first.granted);
  const [, tick] = useReducer((count: number) => count + 1, 0);

  useEffect(() => {
    const open = () => send({ type: 'popup_opened' }).catch(console.error);
    open();
    window.addEventListener('online', open);
    const timer = setInterval(tick, TICK);
    return () => {
      window.removeEventListener('online', open);
      clearInterval(timer);
    };
  }, []);

  return <WelcomePage stored={stored} granted={granted} now={Date.now()} />;
}

/** The page as storage and the browser have it. `now` is Unix milliseconds. */
export function WelcomePage({
  stored: { address, state, login, preferences },
  granted,
  now,
}: {
  stored: WelcomeStored;
  granted: boolean;
  now: number;
}) {
  const steps = stepsOf(state, granted);
  const extensionOrigin = browser.runtime.getURL('/').replace(/\/$/u, '');
  const clock = (at: number) => clockTime(at, now, language());
  const account = state.phase === 'signed_in' ? state.account : null;
  return (
    <>
      <header className="brand">
        <Mark />
        <p>{t('extensionName')}</p>
      </header>
      <main>
        <h1>{t('welcomeTitle')}</h1>
        <p className="intro">{t('welcomeText')}</p>
        <ol className="steps">
          <Step heading={t('welcomeAddressHeading')} progress={steps.address}>
            <p className="intro">{t('settingsProxyText')}</p>
            {steps.address === 'later' && <p className="hint">{t('welcomeAddressLater')}</p>}
            <ProxyAddress inUse={address} checkAtOnce={granted} />
          </Step>
          <AccessStep address={address} progress={steps.access} extensionOrigin={extensionOrigin} />
          <SignInStep
            progress={steps.signIn}
            words={signInWords(state, isSigningIn(login, now), {
              address,
              extensionOrigin,
              now,
              clock,
            })}
            username={account?.username ?? null}
          />
        </ol>
        <div aria-live="polite">
          {account && (
            <BalancePanel
              account={account}
              hidden={preferences.hidden}
              problem={state.problem !== null}
              now={now}
            />
          )}
        </div>
        <PinPanel />
        <p className="page-end">{t('welcomeClose')}</p>
      </main>
    </>
  );
}
