import type { SaveResult } from '../connection/save-address.ts';
import type { AddressReading } from '../proxy/address.ts';
import { say } from '../words/say.ts';
import { type Names, type Saying, troubleWords } from '../words/trouble.ts';

/**
 * What the settings say about an address, and the one way out: use a better address, allow access
 * and try again, try again, or (`null`) correct the field.
 */
export interface Verdict {
  mood: 'good' | 'trouble';
  saying: Saying;
  wayOut: { kind: 'use'; address: string } | { kind: 'allow' | 'again' } | null;
  /** The address that stays in use, where another one was refused. */
  kept: string | null;
}

type Refused = Extract<AddressReading, { ok: false }>;

/** For an address that can't be one as it was typed. `inUse` is the one that stays. */
export function verdictOnReading({ reason, suggestion }: Refused, inUse: string): Verdict {
  const wayOut = suggestion ? ({ kind: 'use', address: suggestion } as const) : null;
  return { mood: 'trouble', saying: readingWords(reason), wayOut, kept: inUse };
}

function readingWords(reason: Refused['reason']): Saying {
  switch (reason) {
    case 'not_an_address':
      return { title: 'addressNotAnAddress', sentence: 'addressNotAnAddressText', gaps: [] };
    case 'scheme_missing':
      return { title: 'addressSchemeMissing', sentence: 'addressSchemeMissingText', gaps: [] };
    case 'https_needed':
      return { title: 'addressHttpsNeeded', sentence: 'addressHttpsNeededText', gaps: [] };
  }
}

/** For what the background found at an address. */
export function verdictOnResult(result: SaveResult, extensionOrigin: string): Verdict {
  if (result.kind !== 'refused') {
    const { address, version, platform } = result;
    const title = result.kind === 'saved' ? 'addressSaved' : 'addressUnchanged';
    const gaps = [address, version, platform];
    const saying: Saying = { title, sentence: 'addressConnected', gaps };
    return { mood: 'good', saying, wayOut: null, kept: null };
  }
  const { reason, address, inUse } = result;
  if (reason === 'not_an_address') {
    return verdictOnReading({ ok: false, reason, suggestion: null }, inUse);
  }
  const names: Names = { address, extensionOrigin };
  return {
    mood: 'trouble',
    saying: troubleWords(reason, names),
    wayOut: wayOutOf(reason),
    kept: address === inUse ? null : inUse,
  };
}

function wayOutOf(
  reason: Exclude<Extract<SaveResult, { kind: 'refused' }>['reason'], 'not_an_address'>,
): Verdict['wayOut'] {
  switch (reason) {
    case 'something_else':
      return null;
    case 'permission_missing':
      return { kind: 'allow' };
    default:
      return { kind: 'again' };
  }
}

/** The words on the button of a way out. */
export function wayOutLabel(wayOut: NonNullable<Verdict['wayOut']>): string {
  switch (wayOut.kind) {
    case 'use':
      return say('actionUseSuggestion', wayOut.address);
    case 'allow':
      return say('actionAllow');
    case 'again':
      return say('actionTryAgain');
  }
}
