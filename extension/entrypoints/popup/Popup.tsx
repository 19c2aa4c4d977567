import { isSigningIn } from '../../background/sign-in/login-progress.ts';
import { extensionOrigin } from '../../browser/browser.ts';
import { Mark } from '../../components/icons.tsx';
import { COMMAND_FAILED, MessageBox } from '../../components/MessageBox.tsx';
import { useNow, useOnOpen } from '../../components/page-hooks.ts';
import { popupStatus } from '../../domain/account-status.ts';
import { creditShown } from '../../domain/top-up.ts';
import type { History } from '../../domain/usage/history.ts';
import { balanceTime, clockTime } from '../../i18n/format-time.ts';
import { joinSentences, language, messageText, t } from '../../i18n/t.ts';
import { ActionButton, type PopupAction } from './ActionButton.tsx';
import { type PopupActions, usePopupActions } from './actions.ts';
import { BalanceCard, BalanceSkeleton } from './BalanceCard.tsx';
import { Header } from './Header.tsx';
import { type Stored, useStored } from './stored-items.ts';
import { UsagePanel } from './UsagePanel.tsx';
import { type PopupContext, type PopupView, popupView } from './view.ts';

/** The popup renders storage and sends commands. It can be closed at any time. */
export function Popup({ initial }: { initial: Stored }) {
  const { state, login, address, preferences, topUp, history, signedInBefore } = useStored(initial);
  const actions = usePopupActions(address);
  useOnOpen(actions.open);
  const now = useNow();
  const context: PopupContext = {
    address,
    extensionOrigin: extensionOrigin(),
    now,
    clock: (at) => clockTime(at, now, language()),
    hidden: preferences.hidden,
    credit: creditShown(topUp, now),
    signedInBefore,
  };
  const status = popupStatus(state, preferences, isSigningIn(login, now), now);
  const view = popupView(status, context);
  return <PopupScreen view={view} context={context} actions={actions} history={history} />;
}

interface PopupProps {
  view: PopupView;
  context: PopupContext;
  actions: PopupActions;
}

export function PopupScreen({
  view,
  context,
  actions,
  history,
}: PopupProps & { history: History | null }) {
  const shown = actions.failed ? failedView(view) : view;
  const { account, tone } = shown;
  return (
    <>
      <Header account={account} onOptions={() => actions.run('check_address')} />
      <main>
        <div className="summary" aria-live="polite">
          <Summary view={shown} context={context} actions={actions} />
        </div>
        <Buttons view={shown} actions={actions} />
        {account && tone === 'info' && (
          <UsagePanel history={history} hidden={context.hidden} now={context.now} />
        )}
      </main>
      <footer>{t('viaProxy', new URL(context.address).host)}</footer>
    </>
  );
}

function failedView(view: PopupView): PopupView {
  const primary = view.primary ?? 'try_again';
  const failed = { message: COMMAND_FAILED, detail: null, retryAt: null, tone: 'problem' } as const;
  return { ...view, ...failed, primary };
}

/** The balance with a message below it; without an account the message alone. */
function Summary({ view, context, actions }: PopupProps) {
  const { account, card, message, showTime, tone } = view;
  const { hidden, credit, now, clock } = context;
  const detail = detailOf(view, context);
  if (!account && message) {
    return (
      <div className={`empty ${tone}`}>
        <Mark />
        <h1>{t(message.title)}</h1>
        <p>
          {messageText(message)}
          {detail && <span className="detail">{detail}</span>}
        </p>
      </div>
    );
  }
  const shown = { card, hidden, credit, onHide: actions.setHidden };
  const time = account && showTime ? balanceTime(account, now, clock) : null;
  return (
    <>
      {account ? <BalanceCard account={account} time={time} {...shown} /> : <BalanceSkeleton />}
      {message && <MessageBox message={message} tone={tone} detail={detail} />}
    </>
  );
}

/** One list with one key per button, so that a button keeps the focus when it becomes primary or secondary. */
function Buttons({ view, actions: { busy, run } }: Pick<PopupProps, 'view' | 'actions'>) {
  const { primary, secondary } = view;
  if (!primary) return <ButtonPlaceholders />;
  const refreshes = (action: PopupAction) => action === 'refresh' || action === 'try_again';
  return (
    <div className="buttons">
      {[primary, ...secondary].map((action) => (
        <ActionButton
          key={refreshes(action) ? 'refresh' : action}
          action={action}
          isPrimary={action === primary}
          busy={busy === action || (busy === 'opening' && refreshes(action))}
          onClick={() => run(action)}
        />
      ))}
    </div>
  );
}

/** Reserves the space of the buttons of a signed-in account. */
function ButtonPlaceholders() {
  return (
    <div className="buttons" aria-hidden="true">
      <div className="placeholder primary" />
      <div className="placeholder" />
      <div className="placeholder" />
    </div>
  );
}

function detailOf({ detail, retryAt }: PopupView, { clock }: PopupContext): string | null {
  const retry = retryAt === null ? null : t('retryFrom', clock(retryAt));
  return joinSentences(...[detail, retry].filter((text) => text !== null)) || null;
}
