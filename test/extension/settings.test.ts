import { beforeEach, describe, expect, test } from 'vitest';
import { TROUBLE_KINDS } from '../../extension/account/state.ts';
import { readAddress } from '../../extension/proxy/address.ts';
import {
  verdictOnReading,
  verdictOnResult,
  wayOutLabel,
} from '../../extension/settings/address-words.ts';
import { say } from '../../extension/words/say.ts';
import { resetBrowser } from './browser.ts';
import { PROXY } from './scene.ts';

const TYPED = 'https://balance.example.com';
const ORIGIN = 'chrome-extension://abc';

beforeEach(() => {
  resetBrowser();
});

function onTyped(typed: string) {
  const reading = readAddress(typed);
  if (reading.ok) throw new Error(`${typed} is an address.`);
  return verdictOnReading(reading, PROXY);
}

test.each([
  ['nonsense here', 'That is not a web address', null],
  ['balance.example.com', 'https:// is missing', 'Use https://balance.example.com'],
  ['http://balance.example.com', 'This address needs https', 'Use https://balance.example.com'],
])('%s: %s', (typed, title, wayOut) => {
  const verdict = onTyped(typed);
  expect(say(verdict.saying.title)).toBe(title);
  expect(verdict.wayOut && wayOutLabel(verdict.wayOut)).toBe(wayOut);
  expect(verdict.kept).toBe(PROXY);
});

describe('a refused address', () => {
  test.each(TROUBLE_KINDS)('%s: says why, and what stays', (reason) => {
    const refused = { kind: 'refused', reason, address: TYPED, inUse: PROXY } as const;
    const verdict = verdictOnResult(refused, ORIGIN);
    expect(verdict.mood).toBe('trouble');
    expect(say(verdict.saying.sentence, ...verdict.saying.gaps)).toMatch(/\.$/u);
    expect(verdict.kept).toBe(PROXY);
  });

  test('has one way out', () => {
    const wayOut = (reason: (typeof TROUBLE_KINDS)[number]) => {
      const refused = { kind: 'refused', reason, address: TYPED, inUse: PROXY } as const;
      return verdictOnResult(refused, ORIGIN).wayOut?.kind ?? 'field';
    };
    expect(wayOut('permission_missing')).toBe('allow');
    expect(wayOut('unreachable')).toBe('again');
    expect(wayOut('something_else')).toBe('field');
  });
});

test('the address in use that fails its check is not said to be kept', () => {
  const refused = { kind: 'refused', reason: 'unreachable', address: PROXY, inUse: PROXY } as const;
  expect(verdictOnResult(refused, ORIGIN).kept).toBeNull();
});

test('a good address names version and platform', () => {
  const found = { address: TYPED, version: '0.1.0', platform: 'https://api.kr777.top' };
  const { mood, saying } = verdictOnResult({ kind: 'saved', ...found }, ORIGIN);
  expect(mood).toBe('good');
  expect(say(saying.sentence, ...saying.gaps)).toBe(
    'Connected to https://balance.example.com, version 0.1.0, for the platform https://api.kr777.top.',
  );
});
