import { useRef } from 'react';
import { isSigningIn } from '../../background/sign-in/login-progress.ts';
import { extensionOrigin } from '../../browser/browser.ts';
import { Mark } from '../../components/icons.tsx';
import { COMMAND_FAILED, MessageBox, MessageText } from '../../components/MessageBox.tsx';
import { useNow, useOnOpen } from '../../components/page-hooks.ts';
import { isDraft } from '../../domain/account-list.ts';
import { hostOf } from '../../domain/account-name.ts';
import type { Account } from '../../domain/account-state.ts';
import { popupStatus } from '../../domain/account-status.ts';
import type { Message } from '../../domain/message.ts';
import { isLocked } from '../../domain/policy.ts';
import { isRecent } from '../../domain/stored-time.ts';
import { creditShown, isCreditAwaited } from '../../domain/top-up.ts';
import { forecast } from '../../domain/usage/forecast.ts';
import { type History, ownerOf } from '../../domain/usage/history.ts';
import { historyBeside } from '../../domain/usage/history-beside.ts';
import { usedAmount } from '../../domain/usage/used-amount.ts';
import { balanceTime, clockTime } from '../../i18n/format-time.ts';
import { joinSentences, language, t } from '../../i18n/t.ts';
import { useStored } from '../../storage/use-stored.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { type PopupActions, usePopupActions } from './actions.ts';
import { BalanceCard, BalanceSkeleton } from './BalanceCard.tsx';
import { Buttons } from './Buttons.tsx';
import { Header } from './Header.tsx';
import {
  attentionText,
  type ListedAccount,
  listAccounts,
  othersInTrouble,
} from './listed-accounts.ts';
import { OtherAccounts } from './OtherAccounts.tsx';
import { readStored, type Stored } from './stored-items.ts';
import { Usage } from './Usage.tsx';
import { type PopupContext, type PopupView, popupView } from './view.ts';

/** How long the popup says that a sign-in has replaced another one. */
const REPLACEMENT_SHOWN_MS = 10 * 60_000;

/** The popup renders storage and sends commands. It can be closed at any time. */
export function Popup({ initial }: { initial: Stored }) {
  const stored = useStored(readStored, initial);
  const { shown, login, topUp = null, history, signedInBefore } = stored;
  const { id, name, address, state, preferences, replacedAt, policy } = shown;
  const actions = usePopupActions(shown);
  useOnOpen(actions.open);
  const now = useNow();
  const context: PopupContext = {
    id,
    address,
    extensionOrigin: extensionOrigin(),
    now,
    clock: (at) => clockTime(at, now, language()),
    hidden: preferences.hidden,
    threshold: preferences.threshold,
    budget: preferences.budget,
    credit: creditShown(topUp, now),
    isCreditAwaited: topUp?.credit === null && isCreditAwaited(topUp, now),
    signedInBefore,
    isDraft: isDraft(shown),
    hasTopUp: policy.topUp !== false,
    isLocked: isLocked(policy),
    isReplacement: replacedAt !== undefined && isRecent(replacedAt, REPLACEMENT_SHOWN_MS, now),
  };
  const isLoginOpen = login?.account === id && isSigningIn(login, now);
  const view = popupView(popupStatus(state, preferences, isLoginOpen, now), context);
  const accounts = listAccounts(stored, context);
  const offered = policy.proxyUrls.filter((url) => url !== stored.active.address);
  return <PopupScreen {...{ view, context, actions, history, name, accounts, offered }} />;
}

interface PopupProps {
  view: PopupView;
  context: PopupContext;
  actions: PopupActions;
}

/**
 * `name` is the user's own name for the account, `accounts` the content of the account menu, `offered` the addresses of
 * other proxies that the policy offers. `history` is undefined until it is read; its place is reserved.
 */
export function PopupScreen({
  view,
  context,
  actions,
  history,
  name,
  accounts,
  offered = [],
}: PopupProps & {
  history: History | null | undefined;
  name: string | undefined;
  accounts: readonly ListedAccount[];
  offered?: readonly string[];
}) {
  const menuButton = useRef<HTMLButtonElement>(null);
  const shown = actions.failed ? failedView(view) : view;
  const { account, tone, message } = shown;
  const own = history && historyBeside(account, history);
  const others = context.isDraft ? [] : othersInTrouble(accounts);
  const boxes = [message, context.isReplacement, others.length > 0].filter(Boolean).length;
  const { switchTo, addAccount } = actions;
  return (
    <>
      <Header
        account={account}
        name={name}
        isDraft={context.isDraft}
        onOptions={() => actions.run('check_address')}
      >
        {(account || context.isDraft || accounts.length > 1) && (
          <AccountMenu
            button={menuButton}
            accounts={accounts}
            offered={offered}
            attention={attentionText(others)}
            onSwitch={switchTo}
            onAdd={addAccount}
          />
        )}
      </Header>
      <main>
        <div className="summary" aria-live="polite">
          <Summary view={shown} context={context} actions={actions} history={own} />
        </div>
        <Buttons view={shown} actions={actions} hasTopUp={context.hasTopUp} />
        <div className="messages" aria-live="polite">
          <Messages view={shown} context={context} />
        </div>
        <OtherAccounts
          others={others}
          onSwitch={switchTo}
          onOpenMenu={() => menuButton.current?.click()}
        />
        {account && tone === 'info' && (
          <Usage account={account} history={own} context={context} boxes={boxes} />
        )}
      </main>
      <footer>{t('viaProxy', hostOf(context.address))}</footer>
    </>
  );
}

function failedView(view: PopupView): PopupView {
  const primary = view.primary ?? 'try_again';
  const failed = { message: COMMAND_FAILED, detail: null, retryAt: null, tone: 'problem' } as const;
  return { ...view, ...failed, primary };
}

/** The balance; without an account the message alone. */
function Summary({
  view,
  context,
  actions,
  history,
}: PopupProps & { history: History | null | undefined }) {
  const { account, card, message, showTime, tone } = view;
  const { id, hidden, credit, isCreditAwaited, now, clock } = context;
  if (!account && message) {
    return (
      <div className={`empty ${tone}`}>
        <Mark />
        <h1>{t(message.title)}</h1>
        <p>
          <MessageText message={message} detail={detailOf(view, context)} />
        </p>
      </div>
    );
  }
  if (!account) return <BalanceSkeleton />;
  return (
    <BalanceCard
      // Nothing moves from one account to another.
      key={`${id} ${ownerOf(account)}`}
      account={account}
      card={card}
      time={showTime ? balanceTime(account, now, clock) : null}
      used={history === undefined ? undefined : usedAmount(account, history)}
      forecast={
        card === 'aged'
          ? null
          : history === undefined
            ? undefined
            : forecast(history?.samples ?? [], now)
      }
      hidden={hidden}
      credit={credit}
      isCreditAwaited={isCreditAwaited}
      onHide={actions.setHidden}
    />
  );
}

/** What there is to say about an account, below the buttons, which stay where they are. */
function Messages({ view, context }: Pick<PopupProps, 'view' | 'context'>) {
  const { account, card, message, tone } = view;
  if (!account) return null;
  return (
    <>
      {message && (
        <MessageBox
          message={message}
          tone={card === 'low' || card === 'negative' ? 'problem' : tone}
          detail={detailOf(view, context)}
        />
      )}
      {context.isReplacement && <MessageBox message={replacedMessage(account)} tone="info" />}
    </>
  );
}

function replacedMessage({ username }: Account): Message {
  return { title: 'titleReplaced', text: 'textReplaced', substitutions: [username] };
}

function detailOf({ detail, retryAt }: PopupView, { clock }: PopupContext): string | null {
  const retry = retryAt === null ? null : t('retryFrom', clock(retryAt));
  return joinSentences(...[detail, retry].filter((text) => text !== null)) || null;
}
