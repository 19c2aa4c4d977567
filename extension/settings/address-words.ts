import type { SaveResult } from '../connection/save-address.ts';
import type { Seeming } from '../connection/seeming.ts';
import { OLDEST_PROXY } from '../connection/version.ts';
import type { AddressProblem, AddressReading } from '../proxy/address.ts';
import { say } from '../words/say.ts';
import { type Names, type Saying, troubleWords } from '../words/trouble.ts';

/**
 * What is said about an address, and the one way out: use a better address, allow access and try
 * again, see for oneself in a tab, try again, or (`null`) correct the field.
 */
export interface Verdict {
  mood: 'good' | 'trouble';
  saying: Saying;
  /** A further sentence. */
  more: string | null;
  wayOut: { kind: 'use' | 'open'; address: string } | { kind: 'allow' | 'again' } | null;
  /** The address that stays in use, where another one was refused. */
  kept: string | null;
  /** What is wrong with a proxy that is in use all the same. */
  warning: Saying | null;
}

type Refused = Extract<AddressReading, { ok: false }>;
type RefusedResult = Extract<SaveResult, { kind: 'refused' }>;

const PLAIN = { more: null, wayOut: null, kept: null, warning: null };

const OVERTAKEN: Saying = { title: 'addressOvertaken', sentence: 'addressOvertakenText', gaps: [] };

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
  const more = pathNotUsed ? say('addressPathNotUsedEither') : null;
  return { ...PLAIN, mood: 'trouble', saying: READING_WORDS[reason], more, wayOut, kept: inUse };
}

const READING_WORDS: Record<AddressProblem, Saying> = {
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
      warning: warning && troubleWords(warning, names),
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
    case 'something_else':
      return {
        saying: troubleWords('something_else', names),
        more: say('addressSeems', seemingWords(result.seems)),
        wayOut: wayOutOfSomethingElse(result.seems, address),
      };
    case 'timed_out':
      return { saying: troubleWords('unreachable', names), wayOut: { kind: 'again' } };
    case 'unreachable': {
      const saying = troubleWords('unreachable', names);
      if (!address.startsWith('https:')) return { saying, wayOut: { kind: 'again' } };
      return {
        saying: { ...saying, sentence: 'addressMaybeCertificate' },
        wayOut: { kind: 'open', address },
      };
    }
    case 'permission_missing':
      return { saying: troubleWords('permission_missing', names), wayOut: { kind: 'allow' } };
    default:
      return { saying: troubleWords(result.reason, names), wayOut: { kind: 'again' } };
  }
}

function tooOldWords(version: string | null): Saying {
  const title = 'addressTooOld';
  if (version === null) return { title, sentence: 'addressTooOldSilent', gaps: [OLDEST_PROXY] };
  return { title, sentence: 'addressTooOldText', gaps: [version, OLDEST_PROXY] };
}

/** A part of a sentence: what the thing that answers seems to be. */
export function seemingWords(seems: Seeming): string {
  switch (seems.kind) {
    case 'redirect':
      return say('seemsRedirect');
    case 'sign_in': {
      const { title, server } = seems;
      return servedBy(title ? say('seemsSignInTitled', title) : say('seemsSignIn'), server);
    }
    case 'page': {
      const { title, server } = seems;
      return servedBy(title ? say('seemsPageTitled', title) : say('seemsPage'), server);
    }
    case 'gateway':
      return say('seemsGateway', String(seems.status));
    case 'json':
      return seems.name ? say('seemsJsonNamed', seems.name) : say('seemsJson');
    case 'kin':
      return say('seemsKin');
    case 'unknown':
      return say('seemsUnknown', String(seems.status));
  }
}

function servedBy(what: string, server: string | null): string {
  return server ? say('seemsServedBy', what, server) : what;
}

function wayOutOfSomethingElse(seems: Seeming, address: string): Verdict['wayOut'] {
  switch (seems.kind) {
    case 'redirect':
    case 'sign_in':
      return { kind: 'open', address };
    case 'gateway':
      return { kind: 'again' };
    default:
      return null;
  }
}

/** The words on the button of a way out. */
export function wayOutLabel(wayOut: NonNullable<Verdict['wayOut']>): string {
  switch (wayOut.kind) {
    case 'use':
      return say('actionUseSuggestion', wayOut.address);
    case 'open':
      return say('actionOpenTab');
    case 'allow':
      return say('actionAllow');
    case 'again':
      return say('actionTryAgain');
  }
}
