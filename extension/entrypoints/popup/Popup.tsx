import { useEffect, useReducer } from 'react';
import { isSigningIn } from '../../background/sign-in/login-progress.ts';
import { browser } from '../../browser/browser.ts';
import { Mark } from '../../components/icons.tsx';
import { Message } from '../../components/MessageText.tsx';
import { accountStatus } from '../../domain/account-status.ts';
import type { Message as SayingWords } from '../../domain/message.ts';
import { creditShown } from '../../domain/top-up.ts';
import type { History } from '../../domain/usage/samples.ts';
import { balanceTime, clockTime } from '../../i18n/format-time.ts';
import { joinSentences, language, messageText, t } from '../../i18n/t.ts';
import { ActionButton } from './ActionButton.tsx';
import { type Acting, useActing } from './actions.ts';
import { BalanceCard, BalanceSkeleton } from './BalanceCard.tsx';
import { Header } from './Header.tsx';
import { HistoryPanel } from './HistoryPanel.tsx';
import { type Stored, useStored } from './stored-items.ts';
import { type Action, type Scene, type Screen, screenOf } from './view.ts';

/** Milliseconds between two looks at the clock: a balance grows old while it is looked at. */
const TICK = 5_000;

/** The popup: renders storage and sends commands, and can be closed at any time. */
export function Popup({ first }: { first: Stored }) {
  const { state, login, address, preferences, topUp, history, signedInBefore } = useStored(first);
  const acting = useActing(address);
  const { open } = acting;
  const [, tick] = useReducer((count: number) => count + 1, 0);

  useEffect(() => {
    open();
    // The background may be asleep, and the browser wakes nothing when it is online again.
    window.addEventListener('online', open);
    return () => window.removeEventListener('online', open);
  }, [open]);
  useEffect(() => {
    const timer = setInterval(tick, TICK);
    return () => clearInterval(timer);
  }, []);

  const now = Date.now();
  const scene: Scene = {
    address,
    extensionOrigin: browser.runtime.getURL('/').replace(/\/$/u, ''),
    now,
    clock: (at) => clockTime(at, now, language()),
    hidden: preferences.hidden,
    rise: creditShown(topUp, now),
    signedInBefore,
  };
  const screen = screenOf(accountStatus(state, preferences, isSigningIn(login, now), now), scene);
  return <PopupScreen screen={screen} scene={scene} acting={acting} history={history} />;
}

/** One screen, as it is described. */
export function PopupScreen({
  screen,
  scene,
  acting,
  history,
}: {
  screen: Screen;
  scene: Scene;
  acting: Acting;
  history: History | null;
}) {
  const shown = acting.brokeDown ? brokenDown(screen) : screen;
  return (
    <>
      <Header account={shown.account} onSettings={() => acting.act('check_address')} />
      <main>
        <div className="face" aria-live="polite">
          {shown.account || !shown.saying ? (
            <AccountFace screen={shown} scene={scene} acting={acting} />
          ) : (
            <EmptyFace screen={shown} scene={scene} />
          )}
        </div>
        <Buttons screen={shown} acting={acting} />
        {shown.account && shown.mood === 'plain' && (
          <HistoryPanel history={history} hidden={scene.hidden} now={scene.now} />
        )}
      </main>
      <footer>{t('viaProxy', new URL(scene.address).host)}</footer>
    </>
  );
}

/** The screen with a word on what did not get through to the background. */
function brokenDown(screen: Screen): Screen {
  const saying: SayingWords = { title: 'titleCommandFailed', text: 'textCommandFailed' };
  const primary = screen.primary ?? 'try_again';
  return { ...screen, saying, more: null, retryAt: null, mood: 'problem', primary };
}

function AccountFace({ screen, scene, acting }: { screen: Screen; scene: Scene; acting: Acting }) {
  const { account, card, saying, showTime } = screen;
  const { hidden, rise } = scene;
  const time = account && showTime ? balanceTime(account, scene.now, scene.clock) : null;
  const looks = { card, time, hidden, rise };
  return (
    <>
      {account ? (
        <BalanceCard account={account} {...looks} onHide={acting.hide} />
      ) : (
        <BalanceSkeleton />
      )}
      {saying && <Message saying={saying} mood={screen.mood} more={moreFor(screen, scene)} />}
    </>
  );
}

function EmptyFace({ screen, scene }: { screen: Screen; scene: Scene }) {
  const { saying, mood } = screen;
  const more = moreFor(screen, scene);
  return (
    <div className={`empty ${mood}`}>
      <Mark />
      <h1>{saying && t(saying.title)}</h1>
      <p>
        {saying && messageText(saying)}
        {more && <span className="more">{more}</span>}
      </p>
    </div>
  );
}

/** One list with one key per button: a button that becomes the primary one, or stops being it, keeps the focus. */
function Buttons({ screen: { primary, quiet }, acting }: { screen: Screen; acting: Acting }) {
  const isBusy = (action: Action) =>
    acting.busy === action ||
    (acting.busy === 'opening' && (action === 'refresh' || action === 'try_again'));
  if (!primary) return <ButtonPlaces />;
  return (
    <div className="buttons">
      {[primary, ...quiet].map((action) => (
        <ActionButton
          key={action === 'try_again' ? 'refresh' : action}
          action={action}
          strength={action === primary ? 'strong' : 'quiet'}
          busy={isBusy(action)}
          onAct={acting.act}
        />
      ))}
    </div>
  );
}

/** Where the buttons of a signed-in account are going to be. */
function ButtonPlaces() {
  return (
    <div className="buttons" aria-hidden="true">
      <div className="place strong" />
      <div className="place" />
      <div className="place" />
    </div>
  );
}

/** What is said after the sentence of a screen. */
function moreFor({ more, retryAt }: Screen, { clock }: Scene): string | undefined {
  const retry = retryAt === null ? null : t('retryFrom', clock(retryAt));
  return joinSentences(...[more, retry].filter((text) => text !== null)) || undefined;
}
