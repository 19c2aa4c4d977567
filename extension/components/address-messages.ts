import type { AddressProblem, AddressReading } from '../api/parse-address.ts';
import { OLDEST_PROXY } from '../api/proxy-version.ts';
import type { SaveResult } from '../background/save-address.ts';
import {
  detectedServerSentence,
  type Message,
  type Names,
  PROBLEMS,
  problemMessages,
  type RecoveryAction,
} from '../i18n/problem-messages.ts';
import { t } from '../i18n/t.ts';

/**
 * What is said about an address, and the one way out: use a better address, allow access and try
 * again, see for oneself in a tab, try again, or (`null`) correct the field.
 */
export interface Verdict {
  mood: 'good' | 'trouble';
  saying: Message;
  /** A further sentence. */
  more: string | null;
  wayOut: { kind: 'use' | 'open'; address: string } | { kind: 'allow' | 'again' } | null;
  /** The address that stays in use, where another one was refused. */
  kept: string | null;
  /** What is wrong with a proxy that is in use all the same. */
  warning: Message | null;
}

type Refused = Extract<AddressReading, { ok: false }>;
type RefusedResult = Extract<SaveResult, { kind: 'refused' }>;

const PLAIN = { more: null, wayOut: null, kept: null, warning: null };

const OVERTAKEN: Message = {
  title: 'addressOvertaken',
  sentence: 'addressOvertakenText',
  gaps: [],
};

/** For a check that did not get through to the background. */
export const BROKE_DOWN: Verdict = {
  ...PLAIN,
  mood: 'trouble',
  saying: { title: 'titleBrokeDown', sentence: 'sentenceBrokeDown', gaps: [] },
  wayOut: { kind: 'again' },
};

/** For an address that can't be used as it was typed. `inUse` is the one that stays. */
export function verdictOnReading(
  { reason, suggestion, pathNotUsed }: Refused,
  inUse: string,
): Verdict {
  const wayOut = suggestion ? ({ kind: 'use', address: suggestion } as const) : null;
  const more = pathNotUsed ? t('addressPathNotUsedEither') : null;
  return { ...PLAIN, mood: 'trouble', saying: READING_WORDS[reason], more, wayOut, kept: inUse };
}

const READING_WORDS: Record<AddressProblem, Message> = {
  not_an_address: { title: 'addressNotAnAddress', sentence: 'addressNotAnAddressText', gaps: [] },
  credentials: { title: 'addressCredentials', sentence: 'addressCredentialsText', gaps: [] },
  port: { title: 'addressPort', sentence: 'addressPortText', gaps: [] },
  ipv6_brackets: { title: 'addressIpv6', sentence: 'addressIpv6Text', gaps: [] },
  scheme_missing: { title: 'addressSchemeMissing', sentence: 'addressSchemeMissingText', gaps: [] },
  https_needed: { title: 'addressHttpsNeeded', sentence: 'addressHttpsNeededText', gaps: [] },
  misspelled: { title: 'addressMisspelled', sentence: 'addressMisspelledText', gaps: [] },
  path_not_used: { title: 'addressPathNotUsed', sentence: 'addressPathNotUsedText', gaps: [] },
};

/** For what the background found at an address. */
export function verdictOnResult(result: SaveResult, extensionOrigin: string): Verdict {
  const { address } = result;
  const names: Names = { address, extensionOrigin };
  if (result.kind !== 'refused') {
    const { version, platform, warning } = result;
    const title = result.kind === 'saved' ? 'addressSaved' : 'addressUnchanged';
    const gaps = [address, version, platform];
    return {
      ...PLAIN,
      mood: 'good',
      saying: { title, sentence: 'addressConnected', gaps },
      warning: warning && problemMessages(warning, names),
    };
  }
  const kept = address === result.inUse ? null : result.inUse;
  return { ...PLAIN, mood: 'trouble', kept, ...refusalWords(result, names) };
}

function refusalWords(
  result: RefusedResult,
  names: Names,
): Pick<Verdict, 'saying' | 'wayOut'> & Partial<Verdict> {
  const { address } = names;
  switch (result.reason) {
    case 'not_an_address':
      return { saying: READING_WORDS.not_an_address, wayOut: null };
    case 'overtaken':
      return { saying: OVERTAKEN, wayOut: { kind: 'again' } };
    case 'too_old':
      return { saying: tooOldWords(result.version), wayOut: { kind: 'again' } };
    case 'timed_out':
      return { saying: problemMessages('unreachable', names), wayOut: { kind: 'again' } };
    case 'unreachable': {
      const saying = problemMessages('unreachable', names);
      if (!address.startsWith('https:')) return { saying, wayOut: { kind: 'again' } };
      return {
        saying: { ...saying, sentence: 'addressMaybeCertificate' },
        wayOut: { kind: 'open', address },
      };
    }
    default:
      return {
        saying: problemMessages(result.reason, names),
        more: 'seems' in result ? detectedServerSentence(result.seems) : null,
        wayOut: wayOutBy(PROBLEMS[result.reason].recovery, address),
      };
  }
}

function wayOutBy(recovery: RecoveryAction, address: string): Verdict['wayOut'] {
  switch (recovery) {
    case 'allow':
      return { kind: 'allow' };
    case 'open_address':
      return { kind: 'open', address };
    case 'check_address':
      return null;
    case 'refresh':
    case 'sign_out':
      return { kind: 'again' };
  }
}

function tooOldWords(version: string | null): Message {
  const title = 'addressTooOld';
  if (version === null) return { title, sentence: 'addressTooOldSilent', gaps: [OLDEST_PROXY] };
  return { title, sentence: 'addressTooOldText', gaps: [version, OLDEST_PROXY] };
}

/** The words on the button of a way out. */
export function recoveryActionLabel(wayOut: NonNullable<Verdict['wayOut']>): string {
  switch (wayOut.kind) {
    case 'use':
      return t('actionUseSuggestion', wayOut.address);
    case 'open':
      return t('actionOpenTab');
    case 'allow':
      return t('actionAllow');
    case 'again':
      return t('actionTryAgain');
  }
}
