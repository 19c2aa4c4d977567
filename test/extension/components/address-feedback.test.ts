import { beforeEach, describe, expect, test } from 'vitest';
import type { Refusal } from '../../../extension/api/check-proxy-address.ts';
import { parseTypedAddress } from '../../../extension/api/parse-typed-address.ts';
import {
  type AddressFeedback,
  addressActionLabel,
  feedbackOnInput,
  feedbackOnSave,
} from '../../../extension/components/address-feedback.ts';
import { textOf } from '../../../extension/components/MessageBox.tsx';
import {
  type DetectedServer,
  type NotTheProxy,
  problemOfServer,
} from '../../../extension/domain/detect-server.ts';
import { PROBLEM_KINDS, type ProblemKind } from '../../../extension/domain/problems.ts';
import { messageText, t } from '../../../extension/i18n/t.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { PROXY } from '../../support/extension/fixtures.ts';
import { DETECTED_SERVERS } from '../../support/extension/states.ts';

const TYPED = 'https://balance.example.com';
const ORIGIN = 'chrome-extension://abc';
const TRY_AGAIN = { kind: 'try_again' };

beforeEach(() => resetBrowser());

test.each([
  ['nonsense here', 'That is not a web address', null],
  ['balance.example.com', 'https:// is missing', 'Use https://balance.example.com'],
  ['http://balance.example.com', 'This address needs https', 'Use https://balance.example.com'],
])('%s: %s', (typed, title, label) => {
  const parsed = parseTypedAddress(typed);
  if (parsed.ok) throw new Error(`${typed} is an address.`);
  const { message, action, stillInUse } = feedbackOnInput(parsed, PROXY);
  expect(t(message.title)).toBe(title);
  expect(action && addressActionLabel(action)).toBe(label);
  expect(stillInUse).toBe(PROXY);
});

const MEANT = `Did you mean ${PROXY}, which is already in use?`;

test.each([
  [PROXY.replace('//', '/'), MEANT, ''],
  [`${PROXY.replace('//', '/')}/a/path`, MEANT, 'Leave out the path.'],
  [
    `${PROXY}/a/path`,
    'The address of a proxy ends after the host or its port. Leave out everything after that.',
    MEANT,
  ],
])(
  '%s, which seems to mean the address in use, is put back rather than said to stay',
  (typed, ...sentences) => {
    const parsed = parseTypedAddress(typed);
    if (parsed.ok) throw new Error('It is an address.');
    const { message, detail, action, stillInUse } = feedbackOnInput(parsed, PROXY);
    expect([messageText(message), detail]).toEqual(sentences);
    expect(action && addressActionLabel(action)).toBe(`Keep ${PROXY}`);
    expect(stillInUse).toBeNull();
  },
);

test.each([
  ['http:/localhost:1', 'Did you mean http://localhost:1?'],
  ['https://me:secret@a.example', /\. Leave out the user name and the password\.$/u],
  ['https://me:secret@a.example/b', /\. Leave out the user name, the password and the path\.$/u],
  ['a.example/b', /\. Leave out the path\.$/u],
])('%s: what to do about it is said once', (typed, text) => {
  const parsed = parseTypedAddress(typed);
  if (parsed.ok) throw new Error('It is an address.');
  const { message, detail } = feedbackOnInput(parsed, PROXY);
  const said = textOf(message, detail);
  if (typeof text === 'string') expect(said).toBe(text);
  else expect(said).toMatch(text);
  expect(said.split('Leave out').length).toBeLessThanOrEqual(2);
});

const detected = (server: DetectedServer): Refusal => ({
  reason: problemOfServer(server),
  detectedServer: server,
});

const isDetected = (kind: ProblemKind): kind is NotTheProxy =>
  DETECTED_SERVERS.some((server) => problemOfServer(server) === kind);

/** Every reason for which a well-formed address can be refused. */
const REFUSALS: Refusal[] = [
  ...PROBLEM_KINDS.flatMap((reason) => (isDetected(reason) ? [] : [{ reason }])),
  { reason: 'timed_out' },
  { reason: 'too_old', version: null },
  { reason: 'too_old', version: '0.0.9' },
  ...DETECTED_SERVERS.map(detected),
];

const refused = (refusal: Refusal, address = TYPED, inUse = PROXY): AddressFeedback =>
  feedbackOnSave({ kind: 'refused', address, inUse, ...refusal }, ORIGIN);

describe('a refused address', () => {
  test.each(['en', 'zh_CN'] as const)('has its own text for each reason: %s', (language) => {
    resetBrowser(language);
    const texts = REFUSALS.map((refusal) => {
      const { tone, message, detail, stillInUse } = refused(refusal);
      expect({ tone, stillInUse }).toEqual({ tone: 'problem', stillInUse: PROXY });
      expect(messageText(message)).toMatch(/[.。]$/u);
      return `${t(message.title)} ${messageText(message)} ${detail ?? ''}`;
    });
    for (const text of texts) expect(text).not.toMatch(/\$|undefined|null|\[object/u);
    expect(new Set(texts).size).toBe(texts.length);
  });

  test.each<[Refusal, AddressFeedback['action'], address?: string]>([
    [{ reason: 'permission_missing' }, { kind: 'allow' }],
    [{ reason: 'unreachable' }, { kind: 'open', address: TYPED }],
    [{ reason: 'unreachable' }, { kind: 'try_again' }, PROXY],
    [{ reason: 'timed_out' }, { kind: 'try_again' }],
    [{ reason: 'too_old', version: '0.0.9' }, { kind: 'try_again' }],
    [detected({ kind: 'redirect' }), { kind: 'open', address: TYPED }],
    [detected({ kind: 'sign_in', title: null, server: null }), { kind: 'open', address: TYPED }],
    [detected({ kind: 'gateway', status: 502 }), { kind: 'try_again' }],
    [detected({ kind: 'page', title: 'Shop', server: null }), null],
    [detected({ kind: 'json', name: null }), null],
  ])('has one action: %j', (refusal, action, address = TYPED) => {
    expect(refused(refusal, address).action).toEqual(action);
  });

  test('may have an untrusted certificate over https, not over http', () => {
    const text = (address: string) =>
      messageText(refused({ reason: 'unreachable' }, address).message);
    expect(text(TYPED)).toContain('does not trust its certificate');
    expect(text(PROXY)).not.toContain('certificate');
  });

  test('of an old proxy names its version and the required one', () => {
    const text = messageText(refused({ reason: 'too_old', version: '0.0.9' }).message);
    expect(text).toContain('version 0.0.9');
    expect(text).toContain('to at least 0.1.0');
  });

  test('describes the detected server', () => {
    const { detail } = refused(detected({ kind: 'page', title: 'Shop', server: 'nginx' }));
    expect(detail).toBe(
      'It seems to be the web page “Shop” (server: nginx). Check the proxy address.',
    );
  });

  test('that was overtaken by another one can be saved again', () => {
    const result = { kind: 'refused', reason: 'overtaken', address: TYPED, inUse: PROXY } as const;
    const { message, ...feedback } = feedbackOnSave(result, ORIGIN);
    expect(t(message.title)).toBe('Another address came after it');
    expect(feedback).toEqual({ tone: 'problem', stillInUse: PROXY, action: TRY_AGAIN });
  });

  test('that is in use anyway is not said to stay', () => {
    expect(refused({ reason: 'unreachable' }, PROXY, PROXY).stillInUse).toBeNull();
  });
});

describe('a good address', () => {
  const found = { address: TYPED, version: '0.1.0', platform: 'https://api.kr777.top' };

  test('names version and platform', () => {
    const result = { kind: 'saved', warning: null, ...found } as const;
    const { tone, message, warning } = feedbackOnSave(result, ORIGIN);
    expect({ tone, warning }).toEqual({ tone: 'success', warning: null });
    expect(messageText(message)).toBe(
      'Connected to https://balance.example.com, version 0.1.0, for the platform https://api.kr777.top.',
    );
  });

  test.each([
    ['platform_misconfigured', 'The proxy is not set up correctly'],
    ['store_unavailable', 'The proxy can’t reach its storage'],
  ] as const)('comes with the warning %s', (kind, title) => {
    const { tone, warning } = feedbackOnSave({ kind: 'saved', warning: kind, ...found }, ORIGIN);
    expect(tone).toBe('success');
    expect(warning && t(warning.title)).toBe(title);
  });
});
