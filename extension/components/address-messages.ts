import type { AddressProblem, ParsedAddress } from '../api/parse-address.ts';
import { MIN_PROXY_VERSION } from '../api/proxy-version.ts';
import type { SaveResult } from '../background/save-address.ts';
import type { Message, MessageContext } from '../domain/message.ts';
import { PROBLEMS, problemMessage, type RecoveryAction } from '../domain/problems.ts';
import { describeDetectedServer } from '../i18n/describe-server.ts';
import { t } from '../i18n/t.ts';

/**
 * What is said about an address, and the one way out: use a better address, allow access and try
 * again, see for oneself in a tab, try again, or (`null`) correct the field.
 */
export interface Verdict {
  mood: 'good' | 'problem';
  saying: Message;
  /** A further sentence. */
  more: string | null;
  wayOut: { kind: 'use' | 'open'; address: string } | { kind: 'allow' | 'again' } | null;
  /** The address that stays in use, where another one was refused. */
  kept: string | null;
  /** What is wrong with a proxy that is in use all the same. */
  warning: Message | null;
}

type Refused = Extract<ParsedAddress, { ok: false }>;
type RefusedResult = Extract<SaveResult, { kind: 'refused' }>;

const PLAIN = { more: null, wayOut: null, kept: null, warning: null };

const OVERTAKEN: Message = {
  title: 'addressSuperseded',
  text: 'addressSupersededText',
};

/** For a check that did not get through to the background. */
export const BROKE_DOWN: Verdict = {
  ...PLAIN,
  mood: 'problem',
  saying: { title: 'titleCommandFailed', text: 'textCommandFailed' },
  wayOut: { kind: 'again' },
};

/** For an address that can't be used as it was typed. `inUse` is the one that stays. */
export function verdictOnReading(
  { reason, suggestion, pathNotUsed }: Refused,
  inUse: string,
): Verdict {
  const wayOut = suggestion ? ({ kind: 'use', address: suggestion } as const) : null;
  const more = pathNotUsed ? t('addressPathNotUsedEither') : null;
  return { ...PLAIN, mood: 'problem', saying: READING_WORDS[reason], more, wayOut, kept: inUse };
}

const READING_WORDS: Record<AddressProblem, Message> = {
  not_an_address: { title: 'addressNotAnAddress', text: 'addressNotAnAddressText' },
  credentials: { title: 'addressCredentials', text: 'addressCredentialsText' },
  port: { title: 'addressPort', text: 'addressPortText' },
  ipv6_brackets: { title: 'addressIpv6', text: 'addressIpv6Text' },
  scheme_missing: { title: 'addressSchemeMissing', text: 'addressSchemeMissingText' },
  https_needed: { title: 'addressHttpsNeeded', text: 'addressHttpsNeededText' },
  misspelled: { title: 'addressMisspelled', text: 'addressMisspelledText' },
  path_not_used: { title: 'addressPathNotUsed', text: 'addressPathNotUsedText' },
};

/** For what the background found at an address. */
export function verdictOnResult(result: SaveResult, extensionOrigin: string): Verdict {
  const { address } = result;
  const names: MessageContext = { address, extensionOrigin };
  if (result.kind !== 'refused') {
    const { version, platform, warning } = result;
    const title = result.kind === 'saved' ? 'addressSaved' : 'addressUnchanged';
    const substitutions = [address, version, platform];
    return {
      ...PLAIN,
      mood: 'good',
      saying: { title, text: 'addressConnected', substitutions },
      warning: warning && problemMessage(warning, names),
    };
  }
  const kept = address === result.inUse ? null : result.inUse;
  return { ...PLAIN, mood: 'problem', kept, ...refusalWords(result, names) };
}

function refusalWords(
  result: RefusedResult,
  names: MessageContext,
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
      return { saying: problemMessage('unreachable', names), wayOut: { kind: 'again' } };
    case 'unreachable': {
      const saying = problemMessage('unreachable', names);
      if (!address.startsWith('https:')) return { saying, wayOut: { kind: 'again' } };
      return {
        saying: { ...saying, text: 'addressMaybeCertificate' },
        wayOut: { kind: 'open', address },
      };
    }
    default:
      return {
        saying: problemMessage(result.reason, names),
        more: 'detectedServer' in result ? describeDetectedServer(result.detectedServer) : null,
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
  if (version === null)
    return { title, text: 'addressTooOldSilent', substitutions: [MIN_PROXY_VERSION] };
  return { title, text: 'addressTooOldText', substitutions: [version, MIN_PROXY_VERSION] };
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
