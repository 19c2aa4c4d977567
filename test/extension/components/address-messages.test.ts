import { beforeEach, describe, expect, test } from 'vitest';
import type { Refusal } from '../../../extension/api/check-address.ts';
import { parseAddress } from '../../../extension/api/parse-address.ts';
import {
  recoveryActionLabel,
  verdictOnReading,
  verdictOnResult,
} from '../../../extension/components/address-messages.ts';
import {
  type DetectedServer,
  type NotTheProxy,
  problemOfServer,
} from '../../../extension/domain/detected-server.ts';
import { PROBLEM_KINDS, type ProblemKind } from '../../../extension/domain/problems.ts';
import { messageText, t } from '../../../extension/i18n/t.ts';
import { PROXY } from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';

const TYPED = 'https://balance.example.com';
const ORIGIN = 'chrome-extension://abc';

const SEEMINGS: DetectedServer[] = [
  { kind: 'redirect' },
  { kind: 'sign_in', title: null, server: null },
  { kind: 'sign_in', title: 'Hotel', server: null },
  { kind: 'check', title: 'Just a moment', server: 'cloudflare' },
  { kind: 'page', title: null, server: null },
  { kind: 'page', title: 'Shop', server: null },
  { kind: 'page', title: 'Shop', server: 'nginx' },
  { kind: 'gateway', status: 502 },
  { kind: 'cookies' },
  { kind: 'json', name: null },
  { kind: 'json', name: 'other' },
  { kind: 'incompatible_proxy' },
  { kind: 'unknown', status: 200 },
];

beforeEach(() => {
  resetBrowser();
});

function onTyped(typed: string) {
  const reading = parseAddress(typed);
  if (reading.ok) throw new Error(`${typed} is an address.`);
  return verdictOnReading(reading, PROXY);
}

test.each([
  ['nonsense here', 'That is not a web address', null],
  ['balance.example.com', 'https:// is missing', 'Use https://balance.example.com'],
  ['http://balance.example.com', 'This address needs https', 'Use https://balance.example.com'],
])('%s: %s', (typed, title, wayOut) => {
  const verdict = onTyped(typed);
  expect(t(verdict.saying.title)).toBe(title);
  expect(verdict.wayOut && recoveryActionLabel(verdict.wayOut)).toBe(wayOut);
  expect(verdict.kept).toBe(PROXY);
});

/** The ways in which an address can be refused once it was read. */
const REFUSALS: Refusal[] = [
  ...PROBLEM_KINDS.flatMap((reason) => (isDetected(reason) ? [] : [{ reason }])),
  { reason: 'timed_out' },
  { reason: 'too_old', version: null },
  { reason: 'too_old', version: '0.0.9' },
  ...SEEMINGS.map(
    (detectedServer): Refusal => ({ reason: problemOfServer(detectedServer), detectedServer }),
  ),
];

function isDetected(kind: ProblemKind): kind is NotTheProxy {
  return SEEMINGS.some((detectedServer) => problemOfServer(detectedServer) === kind);
}

const refused = (refusal: Refusal, address = TYPED, inUse = PROXY) =>
  verdictOnResult({ kind: 'refused', address, inUse, ...refusal }, ORIGIN);

describe('a refused address', () => {
  test.each(REFUSALS)('$reason: says why, and what stays', (refusal) => {
    const verdict = refused(refusal);
    expect(verdict.mood).toBe('problem');
    expect(messageText(verdict.saying)).toMatch(/\.$/u);
    expect(verdict.kept).toBe(PROXY);
  });

  test('is refused in other words for each reason', () => {
    for (const language of ['en', 'zh_CN'] as const) {
      resetBrowser(language);
      const texts = REFUSALS.map((refusal) => {
        const { saying, more } = refused(refusal);
        return `${t(saying.title)} ${messageText(saying)} ${more ?? ''}`;
      });
      for (const text of texts) expect(text).not.toMatch(/\$|undefined|null|\[object/u);
      expect(new Set(texts).size).toBe(texts.length);
    }
  });

  test('has one way out', () => {
    const wayOut = (refusal: Refusal, address = TYPED) => refused(refusal, address).wayOut;
    const detectedServer = (detectedServer: DetectedServer) =>
      wayOut({ reason: problemOfServer(detectedServer), detectedServer });
    expect(wayOut({ reason: 'permission_missing' })).toEqual({ kind: 'allow' });
    expect(wayOut({ reason: 'unreachable' })).toEqual({ kind: 'open', address: TYPED });
    expect(wayOut({ reason: 'unreachable' }, PROXY)).toEqual({ kind: 'again' });
    expect(wayOut({ reason: 'timed_out' })).toEqual({ kind: 'again' });
    expect(wayOut({ reason: 'too_old', version: '0.0.9' })).toEqual({ kind: 'again' });
    expect(detectedServer({ kind: 'redirect' })).toEqual({ kind: 'open', address: TYPED });
    expect(detectedServer({ kind: 'sign_in', title: null, server: null })).toMatchObject({
      kind: 'open',
    });
    expect(detectedServer({ kind: 'gateway', status: 502 })).toEqual({ kind: 'again' });
    expect(detectedServer({ kind: 'page', title: 'Shop', server: null })).toBeNull();
    expect(detectedServer({ kind: 'json', name: null })).toBeNull();
  });

  test('over https may have a certificate that is not trusted, over http not', () => {
    const text = (address: string) => {
      const { saying } = refused({ reason: 'unreachable' }, address);
      return messageText(saying);
    };
    expect(text(TYPED)).toContain('does not trust its certificate');
    expect(text(PROXY)).not.toContain('certificate');
  });

  test('of an old proxy names its version and the one that it needs', () => {
    const { saying } = refused({ reason: 'too_old', version: '0.0.9' });
    const text = messageText(saying);
    expect(text).toContain('version 0.0.9');
    expect(text).toContain('to 0.1.0 at least');
  });

  test('of something else says what that seems to be', () => {
    const more = (detectedServer: DetectedServer) =>
      refused({ reason: problemOfServer(detectedServer), detectedServer }).more;
    expect(more({ kind: 'page', title: 'Shop', server: 'nginx' })).toBe(
      'It seems to be the web page “Shop” (server: nginx).',
    );
    expect(more({ kind: 'page', title: null, server: null })).toBe('It seems to be a web page.');
    expect(more({ kind: 'json', name: 'other' })).toBe('It seems to be another program, “other”.');
  });

  test('that was overtaken can be saved again', () => {
    const result = { kind: 'refused', reason: 'overtaken', address: TYPED, inUse: PROXY } as const;
    const { mood, saying, kept, wayOut } = verdictOnResult(result, ORIGIN);
    expect(mood).toBe('problem');
    expect(t(saying.title)).toBe('Another address came after it');
    expect({ kept, wayOut }).toEqual({ kept: PROXY, wayOut: { kind: 'again' } });
  });
});

test('the address in use that fails its check is not said to be kept', () => {
  expect(refused({ reason: 'unreachable' }, PROXY, PROXY).kept).toBeNull();
});

test('a good address names version and platform', () => {
  const found = { address: TYPED, version: '0.1.0', platform: 'https://api.kr777.top' };
  const { mood, saying, warning } = verdictOnResult(
    { kind: 'saved', warning: null, ...found },
    ORIGIN,
  );
  expect({ mood, warning }).toEqual({ mood: 'good', warning: null });
  expect(messageText(saying)).toBe(
    'Connected to https://balance.example.com, version 0.1.0, for the platform https://api.kr777.top.',
  );
});

test.each([
  ['platform_misconfigured', 'The proxy is not set up correctly'],
  ['store_unavailable', 'The proxy can’t reach its storage'],
] as const)('a good address with %s is warned of', (warning, title) => {
  const found = { address: TYPED, version: '0.1.0', platform: 'https://api.kr777.top', warning };
  const verdict = verdictOnResult({ kind: 'saved', ...found }, ORIGIN);
  expect(verdict.mood).toBe('good');
  expect(verdict.warning && t(verdict.warning.title)).toBe(title);
});
