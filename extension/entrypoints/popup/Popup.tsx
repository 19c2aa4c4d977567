import { isSigningIn } from '../../background/sign-in/login-progress.ts';
import { extensionOrigin } from '../../browser/browser.ts';
import { Mark } from '../../components/icons.tsx';
import { COMMAND_FAILED, MessageBox } from '../../components/MessageBox.tsx';
import { useNow, useOnOpen } from '../../components/page-hooks.ts';
import { accountStatus } from '../../domain/account-status.ts';
import { creditShown } from '../../domain/top-up.ts';
import type { History } from '../../domain/usage/samples.ts';
import { balanceTime, clockTime } from '../../i18n/format-time.ts';
import { joinSentences, language, messageText, t } from '../../i18n/t.ts';
import { ActionButton } from './ActionButton.tsx';
import { type PopupActions, usePopupActions } from './actions.ts';
import { BalanceCard, BalanceSkeleton } from './BalanceCard.tsx';
import { Header } from './Header.tsx';
import { type Stored, useStored } from './stored-items.ts';
import { UsagePanel } from './UsagePanel.tsx';
import { type PopupAction, type PopupContext, type PopupView, popupView } from './view.ts';

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
  const status = accountStatus(state, preferences, isSigningIn(login, now), now);
  const view = popupView(status, context);
  return <PopupScreen view={view} context={context} actions={actions} history={history} />;
}

export function PopupScreen({
  view,
  context,
  actions,
  history,
}: {
  view: PopupView;
  context: PopupContext;
  actions: PopupActions;
  history: History | null;
}) {
  const shown = actions.failed ? failedView(view) : view;
  const { account, message, tone } = shown;
  return (
    <>
      <Header account={account} onOptions={() => actions.run('check_address')} />
      <main>
        <div className="summary" aria-live="polite">
          {account || !message ? (
            <AccountSummary view={shown} context={context} actions={actions} />
          ) : (
            <EmptySummary view={{ ...shown, message }} context={context} />
          )}
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

function AccountSummary({
  view,
  context,
  actions,
}: {
  view: PopupView;
  context: PopupContext;
  actions: PopupActions;
}) {
  const { account, card, message, showTime, tone } = view;
  const { hidden, credit, now, clock } = context;
  const time = account && showTime ? balanceTime(account, now, clock) : null;
  const shown = { card, time, hidden, credit };
  return (
    <>
      {account ? (
        <BalanceCard account={account} {...shown} onHide={actions.setHidden} />
      ) : (
        <BalanceSkeleton />
      )}
      {message && <MessageBox message={message} tone={tone} detail={detailOf(view, context)} />}
    </>
  );
}

function EmptySummary({
  view,
  context,
}: {
  view: PopupView & { message: NonNullable<PopupView['message']> };
  context: PopupContext;
}) {
  const detail = detailOf(view, context);
  return (
    <div className={`empty ${view.tone}`}>
      <Mark />
      <h1>{t(view.message.title)}</h1>
      <p>
        {messageText(view.message)}
        {detail && <span className="detail">{detail}</span>}
      </p>
    </div>
  );
}

/** One list with one key per button, so that a button keeps the focus when it becomes primary or secondary. */
function Buttons({
  view: { primary, secondary },
  actions: { busy, run },
}: {
  view: PopupView;
  actions: PopupActions;
}) {
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
