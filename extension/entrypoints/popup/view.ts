import type { Account } from '../../domain/account-state.ts';
import { type AccountStatus, isStale } from '../../domain/account-status.ts';
import type { Message, MessageContext } from '../../domain/message.ts';
import { PROBLEMS, problemMessage, type RecoveryAction } from '../../domain/problems.ts';
import { type SignInErrorKind, signInErrorMessage } from '../../domain/sign-in-errors.ts';
import { describeDetectedServer } from '../../i18n/describe-server.ts';
import { balanceTime } from '../../i18n/format-time.ts';
import { t } from '../../i18n/t.ts';

/** What a button does. `try_again` is a refresh where there is no balance yet to be refreshed. */
export type Action =
  | 'sign_in'
  | 'refresh'
  | 'try_again'
  | 'top_up'
  | 'sign_out'
  | 'allow'
  | 'check_address'
  | 'open_address'
  | 'use_another';

/** What the popup shows. `primary` is the one way out; `null` while nothing is known yet. */
export interface Screen {
  account: Account | null;
  card: 'calm' | 'low' | 'negative' | 'aged';
  /** Whether the balance needs its time beside it. */
  showTime: boolean;
  saying: Message | null;
  /** A further sentence. */
  more: string | null;
  mood: 'plain' | 'problem';
  primary: Action | null;
  quiet: Action[];
  /** From when on (Unix milliseconds) trying again is welcome, where the proxy said so. */
  retryAt: number | null;
}

/**
 * What a screen depends on besides the situation. `now` is Unix milliseconds, `clock` writes such a
 * time. `hidden` hides all amounts of the account; `rise` is what a top-up has just added.
 */
export interface Scene extends MessageContext {
  now: number;
  clock: (at: number) => string;
  hidden: boolean;
  rise: string | null;
  /** Whether somebody has signed in before in this browser. */
  signedInBefore: boolean;
}

const AT_HOME: Pick<Screen, 'primary' | 'quiet'> = {
  primary: 'top_up',
  quiet: ['refresh', 'sign_out'],
};

const TRY_AGAIN: Pick<Screen, 'primary' | 'quiet'> = {
  primary: 'refresh',
  quiet: ['top_up', 'sign_out'],
};

/** The buttons of a problem, by its recovery action. */
const ACTIONS: Record<RecoveryAction, Pick<Screen, 'primary' | 'quiet'>> = {
  refresh: TRY_AGAIN,
  allow: { primary: 'allow', quiet: [] },
  check_address: { primary: 'check_address', quiet: ['refresh', 'sign_out'] },
  open_address: { primary: 'open_address', quiet: ['refresh', 'sign_out'] },
  sign_out: { primary: 'sign_out', quiet: ['top_up', 'refresh'] },
};

/** The screen for a situation. */
export function screenOf(situation: AccountStatus, scene: Scene): Screen {
  switch (situation.kind) {
    case 'unknown':
      return screen({ account: null, saying: null, primary: null, quiet: [] });
    case 'signed_out':
      return screen({
        account: null,
        saying: situation.signInError
          ? signInErrorMessage(situation.signInError, scene)
          : { title: 'titleSignedOut', text: 'textSignedOut' },
        mood: situation.signInError ? 'problem' : 'plain',
        more: scene.signedInBefore ? t('signedOutRemark') : null,
        primary: 'sign_in',
        quiet: scene.signedInBefore ? ['use_another'] : [],
      });
    case 'signing_in':
      return screen({
        account: situation.account,
        card: 'aged',
        showTime: true,
        saying: { title: 'titleSigningIn', text: 'textSigningIn' },
        primary: 'sign_in',
        quiet: [],
      });
    case 'fresh':
    case 'stale': {
      const { account } = situation;
      return screen({ account, showTime: situation.kind === 'stale', saying: null, ...AT_HOME });
    }
    case 'unlimited': {
      const { account } = situation;
      return screen({ account, showTime: isStale(account, scene.now), saying: null, ...AT_HOME });
    }
    case 'low':
      return screen({
        account: situation.account,
        card: 'low',
        showTime: isStale(situation.account, scene.now),
        saying: { title: 'titleLow', text: 'textLow' },
        ...AT_HOME,
      });
    case 'negative':
      return screen({
        account: situation.account,
        card: 'negative',
        showTime: isStale(situation.account, scene.now),
        saying: { title: 'titleNegative', text: 'textNegative' },
        ...AT_HOME,
      });
    case 'disabled':
      return screen({
        account: situation.account,
        card: 'aged',
        showTime: isStale(situation.account, scene.now),
        saying: { title: 'titleDisabled', text: 'textDisabled' },
        mood: 'problem',
        ...TRY_AGAIN,
      });
    case 'session_ended':
      return screen({
        account: situation.account,
        card: 'aged',
        showTime: true,
        saying: sessionEnded(situation.account, situation.signInError, scene),
        mood: 'problem',
        primary: 'sign_in',
        quiet: ['sign_out'],
      });
    default:
      return inTrouble(situation, scene);
  }
}

type TroubleSituation = Extract<AccountStatus, { retryAt: number | null }>;

function inTrouble(situation: TroubleSituation, scene: Scene): Screen {
  const { kind, account, retryAt, detectedServer } = situation;
  const { primary, quiet } = ACTIONS[PROBLEMS[kind].recovery];
  // What keeps failing may be this grant: a new one has no trouble with the old one's past.
  const needsNewSession = kind === 'platform_error' && situation.repeated === true;
  const signIn: Action[] = needsNewSession ? ['sign_in'] : [];
  const detected = detectedServer ? describeDetectedServer(detectedServer) : null;
  return screen({
    account,
    card: 'aged',
    showTime: true,
    saying: problemMessage(kind, scene),
    more: needsNewSession ? t('platformErrorRepeated') : detected,
    mood: 'problem',
    primary: account || primary !== 'refresh' ? primary : 'try_again',
    quiet: [...signIn, ...(account ? quiet : [])],
    retryAt: retryAt !== null && retryAt > scene.now ? retryAt : null,
  });
}

function sessionEnded(
  account: Account,
  signInError: SignInErrorKind | null,
  scene: Scene,
): Message {
  if (signInError) return signInErrorMessage(signInError, scene);
  const time = balanceTime(account, scene.now, scene.clock);
  return { title: 'titleSessionEnded', text: 'textSessionEnded', substitutions: [time] };
}

function screen(
  parts: Pick<Screen, 'account' | 'saying' | 'primary' | 'quiet'> & Partial<Screen>,
): Screen {
  return { card: 'calm', showTime: false, mood: 'plain', more: null, retryAt: null, ...parts };
}
