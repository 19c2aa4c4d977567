import { useCallback } from 'react';
import { send } from '../../background/messages.ts';
import { isSigningIn } from '../../background/sign-in/login-progress.ts';
import { browser, extensionOrigin } from '../../browser/browser.ts';
import { BrandHeader } from '../../components/BrandHeader.tsx';
import { useNow, useOnOpen } from '../../components/page-hooks.ts';
import { type PageContext, signInMessage } from '../../components/sign-in-messages.ts';
import { useGranted } from '../../components/use-granted.ts';
import { hostPattern } from '../../domain/host-permission.ts';
import { clockTime } from '../../i18n/format-time.ts';
import { language, t } from '../../i18n/t.ts';
import { DEFAULT_ADDRESS } from '../../storage/items.ts';
import { useStored } from '../../storage/use-stored.ts';
import { AccessStep } from './AccessStep.tsx';
import { AddressStep } from './AddressStep.tsx';
import { BalancePanel } from './BalancePanel.tsx';
import { useOnToolbar } from './on-toolbar.ts';
import { PinStep } from './PinStep.tsx';
import { atPlaces, PLACES } from './places.ts';
import { SignInStep } from './SignInStep.tsx';
import { currentStep, welcomeSteps } from './steps.ts';
import { type InitialData, readStored } from './stored-items.ts';

/** What is left, by the step. */
const LEFT_TEXTS = {
  address: 'welcomeText',
  access: 'welcomeAccessLeft',
  signIn: 'welcomeSignInLeft',
} as const;

/** What is left once all steps are done, by whether the browser says that the button is in the toolbar. */
const DONE_TEXTS = {
  true: 'welcomeDonePinned',
  false: 'welcomePinLeft',
  null: 'welcomeDone',
} as const;

/** The welcome page renders storage and sends commands. It can be opened again at any time. */
export function Welcome({ initial }: { initial: InitialData }) {
  const stored = useStored(readStored, initial.stored);
  const { id, address } = stored.account;
  const granted = useGranted({ origins: [hostPattern(address)] }, initial.granted);
  useOnOpen(
    useCallback(() => void send({ type: 'popup_opened', account: id }).catch(console.error), [id]),
  );
  const now = useNow();
  const isOnToolbar = useOnToolbar(initial.isOnToolbar, now);
  return <WelcomePage {...{ stored, granted, isOnToolbar, now }} />;
}

/** `now` is Unix milliseconds. */
export function WelcomePage({
  stored: {
    account: { id, address, state, preferences, policy },
    login,
  },
  granted,
  isOnToolbar,
  now,
}: InitialData & { now: number }) {
  const steps = welcomeSteps(state, granted);
  const current = currentStep(steps);
  const isDone = current === null;
  const pinIsLeft = isDone && isOnToolbar === false;
  const pinProgress = isOnToolbar === null ? 'optional' : pinIsLeft ? 'now' : 'later';
  const isComplete = isDone && !pinIsLeft;
  const left = isDone ? DONE_TEXTS[`${isOnToolbar}`] : LEFT_TEXTS[current];
  const end = t(isComplete ? 'welcomeClose' : 'welcomeReturn', ...PLACES);
  const [beforeLink, link, afterLink] = atPlaces(end);
  const clock = (at: number) => clockTime(at, now, language());
  const context: PageContext = { address, extensionOrigin: extensionOrigin(), now, clock };
  const account = state.phase === 'signed_in' ? state.account : null;
  return (
    <>
      <BrandHeader />
      <main>
        <h1>{t(isComplete ? 'welcomeDoneTitle' : 'welcomeTitle')}</h1>
        <p className="intro">{t(left)}</p>
        <ol className="steps">
          <AddressStep
            key={id}
            progress={steps.address}
            account={id}
            address={address}
            granted={granted}
            isFirst={state.phase === 'unknown' && address === DEFAULT_ADDRESS}
            policy={policy}
          />
          <AccessStep progress={steps.access} context={context} />
          <SignInStep
            progress={steps.signIn}
            account={id}
            {...signInMessage(state, isSigningIn(login, now), context)}
            username={account?.username ?? null}
            granted={granted}
          />
          {!isOnToolbar && <PinStep progress={pinProgress} />}
        </ol>
        <div aria-live="polite">
          {account && (
            <BalancePanel
              id={id}
              account={account}
              hidden={preferences.hidden}
              hasProblem={state.problem !== null}
              context={context}
            />
          )}
        </div>
        <p className="page-end">
          {beforeLink}
          <a href={browser.runtime.getURL('/options.html')}>{link}</a>
          {afterLink}
        </p>
      </main>
    </>
  );
}
