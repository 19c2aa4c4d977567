import {
  type PageContext,
  SIGNED_OUT,
  SIGNING_IN,
  sessionEndedMessage,
} from '../../components/sign-in-messages.ts';
import { hostOf } from '../../domain/account-name.ts';
import type { Account } from '../../domain/account-state.ts';
import {
  type AccountStatus,
  type Condition,
  isStale,
  type PopupStatus,
  recentSignInError,
} from '../../domain/account-status.ts';
import { formatLimit } from '../../domain/amounts/format-like.ts';
import type { Budget } from '../../domain/budget.ts';
import { type Message, type MessageKey, titleOf } from '../../domain/message.ts';
import { problemMessage, type RecoveryAction, recoveryAction } from '../../domain/problems.ts';
import { signInErrorMessage, signInErrorTone } from '../../domain/sign-in-errors.ts';
import { describeDetectedServer } from '../../i18n/describe-server.ts';
import { t } from '../../i18n/t.ts';
import type { PopupAction } from './ActionButton.tsx';

/** What the popup shows. */
export interface PopupView {
  account: Account | null;
  card: 'calm' | 'low' | 'negative' | 'aged';
  /** Whether the balance is shown with its time. */
  showTime: boolean;
  message: Message | null;
  /** A further sentence. */
  detail: string | null;
  tone: 'info' | 'problem';
  /** `null` while nothing is known yet. */
  primary: PopupAction | null;
  secondary: PopupAction[];
  /** The time (Unix milliseconds) that the proxy asked to wait for. */
  retryAt: number | null;
}

/** What the view depends on besides the account status. */
export interface PopupContext extends PageContext {
  /** The account's id in the list. */
  id: number;
  /** Hides all amounts of the account. */
  hidden: boolean;
  /** The balance is low below this amount. */
  threshold: number | null;
  /** What the user wants to use at most. */
  budget: Budget | null;
  /** The credit received by a recent top-up. */
  credit: string | null;
  /** Whether a top-up was started whose credit has not arrived yet. */
  isCreditAwaited: boolean;
  /** Whether a user has signed in before in this browser. */
  signedInBefore: boolean;
  /** Whether the account is being added. */
  isDraft: boolean;
  /** Whether the policy lets the user top up. */
  hasTopUp: boolean;
  /** Whether the policy has locked the addresses of proxies. */
  isLocked: boolean;
  /** Whether the last sign-in replaced that of the same user. */
  isReplacement: boolean;
}

type Parts = Partial<PopupView>;
type Buttons = Pick<PopupView, 'primary' | 'secondary'>;

const SIGNED_IN: Buttons = { primary: 'top_up', secondary: ['refresh', 'sign_out'] };

const TRY_AGAIN: Buttons = { primary: 'refresh', secondary: ['top_up', 'sign_out'] };

const SIGN_IN: Buttons = { primary: 'sign_in', secondary: ['refresh', 'sign_out'] };

/** The view of each condition of a signed-in account. */
const CONDITIONS: Record<Condition, Parts> = {
  fresh: SIGNED_IN,
  stale: SIGNED_IN,
  unlimited: SIGNED_IN,
  low: { ...SIGNED_IN, card: 'low' },
  negative: {
    ...SIGNED_IN,
    card: 'negative',
    message: { title: 'titleNegative', text: 'textNegative' },
  },
  disabled: {
    primary: 'refresh',
    secondary: ['sign_out'],
    card: 'aged',
    message: { title: 'titleDisabled', text: 'textDisabled' },
    tone: 'problem',
  },
};

/** The buttons of a problem, by its recovery action. */
const RECOVERIES: Record<RecoveryAction, Buttons> = {
  refresh: TRY_AGAIN,
  allow: { primary: 'allow', secondary: [] },
  check_address: { primary: 'check_address', secondary: ['refresh', 'sign_out'] },
  open_address: { primary: 'open_address', secondary: ['refresh', 'sign_out'] },
  sign_out: { primary: 'sign_out', secondary: ['top_up', 'refresh'] },
};

/** The view of an account status. An account that is being added has further buttons in any status. */
export function popupView(status: PopupStatus, context: PopupContext): PopupView {
  const whole = statusView(status, context);
  const view = context.hasTopUp ? whole : withoutTopUp(whole);
  if (!context.isDraft) return view;
  const isOptionsOffered = view.primary === 'check_address' || view.primary === 'another_proxy';
  const further: PopupAction[] =
    isOptionsOffered || context.isLocked ? ['cancel'] : ['another_proxy', 'cancel'];
  return { ...view, secondary: [...view.secondary, ...further] };
}

/** The view without top-ups, and without the advice to top up. */
function withoutTopUp(view: PopupView): PopupView {
  const primary = view.primary === 'top_up' ? 'refresh' : view.primary;
  const secondary = view.secondary.filter((action) => action !== 'top_up' && action !== primary);
  const text = view.message && TEXTS_WITHOUT_TOP_UP[view.message.text];
  const message = view.message && text ? { ...view.message, text } : view.message;
  return { ...view, primary, secondary, message };
}

const TEXTS_WITHOUT_TOP_UP: Partial<Record<MessageKey, MessageKey>> = {
  textLow: 'textLowNoTopUp',
  textLowBelow: 'textLowBelowNoTopUp',
  textNegative: 'textNegativeNoTopUp',
};

function statusView(status: PopupStatus, context: PopupContext): PopupView {
  switch (status.kind) {
    case 'unknown':
      return view({});
    case 'signed_out': {
      const signInError = recentSignInError(status.signInError, context.now);
      const canUseAnother = context.signedInBefore && !context.isDraft;
      // Occurs only while an account is added, which a proxy with one account does not allow.
      const needsProxy = signInError === 'slots_unsupported';
      const invitation = context.isDraft ? addAccountMessage(context) : SIGNED_OUT;
      return view({
        message: signInError ? signInErrorMessage(signInError, context) : invitation,
        tone: signInError ? signInErrorTone(signInError) : 'info',
        detail: canUseAnother ? t('signedOutRemark') : null,
        primary: needsProxy ? 'another_proxy' : 'sign_in',
        secondary: needsProxy ? ['sign_in'] : canUseAnother ? ['use_another'] : [],
      });
    }
    case 'signing_in':
      return view({
        account: status.account,
        card: 'aged',
        showTime: true,
        message: SIGNING_IN,
        primary: 'sign_in',
      });
    case 'fresh':
    case 'stale':
    case 'unlimited':
    case 'low':
    case 'negative':
    case 'disabled': {
      const { kind, account } = status;
      return view({
        account,
        showTime: isStale(account, context.now),
        ...CONDITIONS[kind],
        ...(kind === 'low' && { message: lowMessage(account, context) }),
      });
    }
    case 'session_ended': {
      const { account } = status;
      const signInError = recentSignInError(status.signInError, context.now);
      return view({
        account,
        card: 'aged',
        showTime: true,
        message: signInError
          ? signInErrorMessage(signInError, context)
          : sessionEndedMessage(account, context),
        tone: 'problem',
        primary: 'sign_in',
        secondary: ['sign_out'],
      });
    }
    default:
      return problemView(status, context);
  }
}

/** The message of a low balance. While amounts are hidden it does not name the threshold either. */
function lowMessage(account: Account, { threshold, hidden }: PopupContext): Message {
  if (threshold === null || hidden) return { title: 'titleLow', text: 'textLow' };
  const amount = formatLimit(account.balance_formatted, threshold);
  return { title: 'titleLow', text: 'textLowBelow', substitutions: [amount] };
}

function addAccountMessage({ address }: PopupContext): Message {
  return { title: 'actionAddAccount', text: 'textAddAccount', substitutions: [hostOf(address)] };
}

function problemView(
  status: Extract<AccountStatus, { retryAt: number | null }>,
  context: PopupContext,
): PopupView {
  const { kind, account, retryAt, detectedServer, repeated } = status;
  // The cause of a repeated platform error may be the grant, which a new sign-in replaces.
  const needsSignIn = kind === 'platform_error' && repeated === true;
  const { primary, secondary } = needsSignIn ? SIGN_IN : RECOVERIES[recoveryAction(kind)];
  const server = detectedServer ? describeDetectedServer(detectedServer) : null;
  return view({
    account,
    card: 'aged',
    showTime: true,
    message: needsSignIn
      ? { title: titleOf(kind), text: 'platformErrorRepeated' }
      : problemMessage(kind, context),
    detail: server,
    tone: 'problem',
    ...(account ? { primary, secondary } : withoutAccount(primary)),
    retryAt: retryAt !== null && retryAt > context.now ? retryAt : null,
  });
}

/** There is nothing to refresh, top up or sign out of, but the proxy can be asked again. */
function withoutAccount(primary: PopupAction | null): Buttons {
  if (primary === 'refresh') return { primary: 'try_again', secondary: [] };
  const canRetry = primary === 'open_address' || primary === 'sign_in';
  return { primary, secondary: canRetry ? ['try_again'] : [] };
}

function view(parts: Parts): PopupView {
  return {
    account: null,
    card: 'calm',
    showTime: false,
    message: null,
    detail: null,
    tone: 'info',
    primary: null,
    secondary: [],
    retryAt: null,
    ...parts,
  };
}
