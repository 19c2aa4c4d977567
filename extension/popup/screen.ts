import { isStale, type Situation } from '../account/situation.ts';
import type { Account, NoticeKind } from '../account/state.ts';
import { balanceTime } from '../words/times.ts';
import { type Names, noticeWords, type Saying, troubleWords } from '../words/trouble.ts';

/** What a button does. `try_again` is a refresh where there is no balance yet to be refreshed. */
export type Action =
  | 'sign_in'
  | 'refresh'
  | 'try_again'
  | 'top_up'
  | 'sign_out'
  | 'allow'
  | 'check_address';

/** What the popup shows. `primary` is the one way out; `null` while nothing is known yet. */
export interface Screen {
  account: Account | null;
  card: 'calm' | 'low' | 'negative' | 'aged';
  /** Whether the balance needs its time beside it. */
  showTime: boolean;
  saying: Saying | null;
  mood: 'plain' | 'trouble';
  primary: Action | null;
  quiet: Action[];
  /** From when on (Unix milliseconds) trying again is welcome, where the proxy said so. */
  retryAt: number | null;
}

/**
 * What a screen depends on besides the situation. `now` is Unix milliseconds, `clock` writes such a
 * time. `hidden` hides all amounts of the account; `rise` is what a top-up has just added.
 */
export interface Scene extends Names {
  now: number;
  clock: (at: number) => string;
  hidden: boolean;
  rise: string | null;
}

const AT_HOME: Pick<Screen, 'primary' | 'quiet'> = {
  primary: 'top_up',
  quiet: ['refresh', 'sign_out'],
};

const TRY_AGAIN: Pick<Screen, 'primary' | 'quiet'> = {
  primary: 'refresh',
  quiet: ['top_up', 'sign_out'],
};

/** The screen for a situation. */
export function screenOf(situation: Situation, scene: Scene): Screen {
  switch (situation.kind) {
    case 'unknown':
      return screen({ account: null, saying: null, primary: null, quiet: [] });
    case 'signed_out':
      return screen({
        account: null,
        saying: situation.notice
          ? noticeWords(situation.notice, scene)
          : { title: 'titleSignedOut', sentence: 'sentenceSignedOut', gaps: [] },
        mood: situation.notice ? 'trouble' : 'plain',
        primary: 'sign_in',
        quiet: [],
      });
    case 'signing_in':
      return screen({
        account: situation.account,
        card: 'aged',
        showTime: true,
        saying: { title: 'titleSigningIn', sentence: 'sentenceSigningIn', gaps: [] },
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
        saying: { title: 'titleLow', sentence: 'sentenceLow', gaps: [] },
        ...AT_HOME,
      });
    case 'negative':
      return screen({
        account: situation.account,
        card: 'negative',
        showTime: isStale(situation.account, scene.now),
        saying: { title: 'titleNegative', sentence: 'sentenceNegative', gaps: [] },
        ...AT_HOME,
      });
    case 'disabled':
      return screen({
        account: situation.account,
        card: 'aged',
        showTime: isStale(situation.account, scene.now),
        saying: { title: 'titleDisabled', sentence: 'sentenceDisabled', gaps: [] },
        mood: 'trouble',
        ...TRY_AGAIN,
      });
    case 'session_ended':
      return screen({
        account: situation.account,
        card: 'aged',
        showTime: true,
        saying: sessionEnded(situation.account, situation.notice, scene),
        mood: 'trouble',
        primary: 'sign_in',
        quiet: ['sign_out'],
      });
    case 'permission_missing':
      return inTrouble(situation, scene, { primary: 'allow', quiet: [] });
    case 'something_else':
      return inTrouble(situation, scene, {
        primary: 'check_address',
        quiet: ['refresh', 'sign_out'],
      });
    case 'sign_out_failed':
    case 'sign_out_refused':
      return inTrouble(situation, scene, { primary: 'sign_out', quiet: ['top_up', 'refresh'] });
    case 'unreachable':
    case 'refused':
    case 'proxy_failed':
    case 'platform_unavailable':
    case 'platform_error':
    case 'platform_timeout':
    case 'platform_misconfigured':
    case 'store_unavailable':
    case 'overloaded':
    case 'rate_limited':
      return inTrouble(situation, scene, TRY_AGAIN);
  }
}

type TroubleSituation = Extract<Situation, { retryAt: number | null }>;

function inTrouble(
  { kind, account, retryAt }: TroubleSituation,
  scene: Scene,
  actions: Pick<Screen, 'primary' | 'quiet'>,
): Screen {
  const wayOut = account || actions.primary !== 'refresh' ? actions.primary : 'try_again';
  return screen({
    account,
    card: 'aged',
    showTime: true,
    saying: troubleWords(kind, scene),
    mood: 'trouble',
    primary: wayOut,
    quiet: account ? actions.quiet : [],
    retryAt,
  });
}

function sessionEnded(account: Account, notice: NoticeKind | null, scene: Scene): Saying {
  if (notice) return noticeWords(notice, scene);
  const time = balanceTime(account, scene.now, scene.clock);
  return { title: 'titleSessionEnded', sentence: 'sentenceSessionEnded', gaps: [time] };
}

function screen(
  parts: Pick<Screen, 'account' | 'saying' | 'primary' | 'quiet'> & Partial<Screen>,
): Screen {
  return { card: 'calm', showTime: false, mood: 'plain', retryAt: null, ...parts };
}
