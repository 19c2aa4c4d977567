import { beforeEach, describe, expect, test } from 'vitest';
import type { SaveResult } from '../../../extension/background/save-address.ts';
import { feedbackOnSave } from '../../../extension/components/address-feedback.ts';
import { type AccountState, INITIAL_STATE } from '../../../extension/domain/account-state.ts';
import { popupStatus } from '../../../extension/domain/account-status.ts';
import { problemOccurred } from '../../../extension/domain/account-transitions.ts';
import type { DetectedServer } from '../../../extension/domain/detect-server.ts';
import { PROBLEM_KINDS, type ProblemKind } from '../../../extension/domain/problems.ts';
import { SIGN_IN_ERROR_KINDS } from '../../../extension/domain/sign-in-errors.ts';
import { balanceSize } from '../../../extension/entrypoints/popup/balance-size.ts';
import { PopupScreen } from '../../../extension/entrypoints/popup/Popup.tsx';
import { type PopupContext, popupView } from '../../../extension/entrypoints/popup/view.ts';
import { messageText, t } from '../../../extension/i18n/t.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { account, NOON, PROXY } from '../../support/extension/fixtures.ts';
import { sessionEnded, signedIn, signedOut, withProblem } from '../../support/extension/states.ts';
import { BROKEN_TEXT, POPUP_ACTIONS, popupContext, rendered } from './rendered.ts';

interface Options extends Partial<PopupContext> {
  signingIn?: boolean;
  threshold?: number | null;
  failed?: boolean;
}

function popup(state: AccountState, options: Options = {}) {
  const { signingIn = false, threshold = null, failed = false, ...parts } = options;
  const context = popupContext(parts);
  const view = popupView(popupStatus(state, { threshold }, signingIn, context.now), context);
  const props = { view, context, actions: { ...POPUP_ACTIONS, failed }, history: null };
  return rendered(<PopupScreen {...props} />);
}

/** The state after the same problem occurred twice in a row. */
const repeatedly = (state: AccountState, kind: ProblemKind): AccountState => {
  const problem = { kind, at: NOON, retryAt: null };
  return problemOccurred(problemOccurred(state, problem), problem);
};

beforeEach(() => resetBrowser());

const EVERY: [string, AccountState, Options?][] = [
  ['signed out', signedOut()],
  ['signing in', signedOut(), { signingIn: true }],
  ['signing in again', sessionEnded, { signingIn: true }],
  ['fresh', signedIn()],
  ['stale', signedIn({ as_of: NOON / 1000 - 3600 })],
  ['low', signedIn(), { threshold: 1000 }],
  ['unlimited', signedIn({ balance_formatted: 'Unlimited' })],
  ['negative', signedIn({ balance_formatted: '-3.40' })],
  ['disabled', signedIn({ status: 2 })],
  ['session ended', sessionEnded],
  ...SIGN_IN_ERROR_KINDS.map((kind): [string, AccountState] => [kind, signedOut(kind)]),
  ...PROBLEM_KINDS.flatMap((kind): [string, AccountState][] => [
    [`${kind}, with account`, withProblem(signedIn(), kind)],
    [`${kind}, without account`, withProblem(INITIAL_STATE, kind)],
  ]),
];

test.each(EVERY)(
  'has one heading, one main, the options button and one primary action: %s',
  (_, state, options) => {
    for (const language of ['en', 'zh_CN'] as const) {
      resetBrowser(language);
      const { headings, mains, primary, buttons, text } = popup(state, options);
      expect(headings).toHaveLength(1);
      expect(headings[0]).not.toBe('');
      expect(mains).toBe(1);
      expect(primary).toHaveLength(1);
      expect(new Set(buttons).size).toBe(buttons.length);
      expect(buttons).toContain(language === 'en' ? 'Settings' : '设置');
      expect(text).not.toMatch(BROKEN_TEXT);
    }
  },
);

test('each sign-in error and each problem has its own text', () => {
  const texts = [
    ...SIGN_IN_ERROR_KINDS.map((kind) => signedOut(kind)),
    ...PROBLEM_KINDS.map((kind) => withProblem(INITIAL_STATE, kind)),
  ].map((state) => popup(state).text);
  expect(new Set(texts).size).toBe(texts.length);
});

describe('the buttons', () => {
  const HOME = ['Refresh balance', 'Sign out'];
  const RETRY = ['Top up', 'Sign out'];
  const SIGN_OUT = ['Sign out', 'Top up', 'Refresh balance'];
  const ERROR = 'platform_error';
  const buttonsOf = (state: AccountState, options?: Options) => {
    const { buttons, primary } = popup(state, options);
    expect(primary).toHaveLength(1);
    const rest = buttons.filter((name) => !/^(Settings|Hide balance|\d+ days)$/u.test(name));
    expect(rest[0]).toBe(primary[0]);
    return rest;
  };

  test.each<[string, AccountState, string[], Options?]>([
    ['signed out', signedOut(), ['Sign in']],
    ['fresh', signedIn(), ['Top up', ...HOME]],
    ['low', signedIn(), ['Top up', ...HOME], { threshold: 1000 }],
    ['negative', signedIn({ balance_formatted: '-1' }), ['Top up', ...HOME]],
    ['unlimited', signedIn({ balance_formatted: '∞' }), ['Top up', ...HOME]],
    ['disabled', signedIn({ status: 2 }), ['Refresh balance', ...RETRY]],
    ['session ended', sessionEnded, ['Sign in', 'Sign out']],
    ['repeated error', repeatedly(signedIn(), ERROR), ['Refresh balance', 'Sign in', ...RETRY]],
    ['repeated error, no account', repeatedly(INITIAL_STATE, ERROR), ['Try again', 'Sign in']],
    ['unreachable again', repeatedly(signedIn(), 'unreachable'), ['Refresh balance', ...RETRY]],
  ])('%s', (_, state, buttons, options) => {
    expect(buttonsOf(state, options)).toEqual(buttons);
  });

  const RECOVERIES: Partial<Record<ProblemKind, string[]>> = {
    permission_missing: ['Allow access'],
    something_else: ['Check proxy address', ...HOME],
    intercepted: ['Open in a tab', ...HOME],
    sign_out_failed: SIGN_OUT,
    sign_out_refused: SIGN_OUT,
  };

  test.each(PROBLEM_KINDS)('%s, with and without an account', (kind) => {
    const buttons = RECOVERIES[kind] ?? ['Refresh balance', ...RETRY];
    expect(buttonsOf(withProblem(signedIn(), kind))).toEqual(buttons);
    const alone = RECOVERIES[kind]?.[0] ?? 'Try again';
    expect(buttonsOf(withProblem(INITIAL_STATE, kind))).toEqual([alone]);
  });

  test('hide the balance, and choose the period only while there is no problem', () => {
    const { buttons } = popup(signedIn());
    expect(buttons).toEqual(['Settings', 'Hide balance', 'Top up', ...HOME, '7 days', '30 days']);
    expect(popup(signedIn({ status: 2 })).buttons).not.toContain('7 days');
    expect(popup(withProblem(signedIn(), 'unreachable')).buttons).not.toContain('7 days');
  });

  test('while nothing is known: only the options, and no amount', () => {
    const { buttons, headings, text } = popup(INITIAL_STATE);
    expect(buttons).toEqual(['Settings']);
    expect(headings).toEqual(['Balance']);
    expect(text).not.toMatch(/\d\.\d/u);
  });
});

test('a balance below the threshold is low', () => {
  expect(popup(signedIn(), { threshold: 1000 }).text).toContain('Your balance is low');
  expect(popup(signedIn(), { threshold: 750 }).text).not.toContain('low');
});

describe('signing in as another user', () => {
  const another = { en: 'Use another account', zh_CN: '使用其他账户' } as const;

  test.each(['en', 'zh_CN'] as const)('is offered after the first sign-in: %s', (language) => {
    resetBrowser(language);
    for (const state of [signedOut(), signedOut('cancelled')]) {
      const first = popup(state);
      const later = popup(state, { signedInBefore: true });
      expect(first.buttons).not.toContain(another[language]);
      expect(later.buttons).toEqual([...first.buttons, another[language]]);
      expect(later.primary).toEqual(first.primary);
      expect(later.text).toContain(t('signedOutRemark'));
      expect(first.text).not.toContain(t('signedOutRemark'));
    }
  });

  test.each<[string, AccountState, boolean]>([
    ['signed in', signedIn(), false],
    ['signing in', signedOut(), true],
    ['signed out with a problem', withProblem(signedOut(), 'unreachable'), false],
  ])('is not offered while %s', (_, state, signingIn) => {
    const { buttons } = popup(state, { signingIn, signedInBefore: true });
    expect(buttons).not.toContain(another.en);
  });
});

describe('a detected server', () => {
  const SERVERS: [kind: ProblemKind, server: DetectedServer][] = [
    ['something_else', { kind: 'page', title: 'Shop', server: 'nginx' }],
    ['something_else', { kind: 'incompatible_proxy' }],
    ['something_else', { kind: 'json', name: 'other' }],
    ['intercepted', { kind: 'redirect' }],
    ['intercepted', { kind: 'sign_in', title: 'Hotel', server: null }],
    ['proxy_down', { kind: 'gateway', status: 502 }],
    ['too_many_cookies', { kind: 'cookies' }],
  ];
  const at = (kind: ProblemKind, detectedServer: DetectedServer): AccountState => ({
    ...signedIn(),
    problem: { kind, at: NOON, retryAt: NOON + 120_000, detectedServer },
  });

  test.each(SERVERS)('has the text of the options page: %s, %o', (kind, detectedServer) => {
    for (const language of ['en', 'zh_CN'] as const) {
      resetBrowser(language);
      const { text } = popup(at(kind, detectedServer));
      const refusal = { reason: kind, detectedServer, address: PROXY, inUse: PROXY };
      const result = { kind: 'refused', ...refusal } as SaveResult;
      const { message, detail } = feedbackOnSave(result, 'chrome-extension://abc');
      expect(text).toContain(t(message.title));
      expect(text).toContain(messageText(message));
      expect(text).toContain(detail ?? '');
      expect(text).toContain(t('retryFrom', '14:07'));
    }
  });

  test.each([
    ['en', 'status 503. It asks'],
    ['zh_CN', '503。请在'],
  ] as const)('is joined to the waiting time as in the language: %s', (language, part) => {
    resetBrowser(language);
    expect(popup(at('proxy_down', { kind: 'gateway', status: 503 })).text).toContain(part);
  });

  test('is not mentioned after a failed command', () => {
    const state = at('intercepted', { kind: 'sign_in', title: 'Hotel', server: null });
    const { text } = popup(state, { failed: true });
    expect(text).toContain('That did not work');
    expect(text).not.toMatch(/Hotel|14:07/u);
  });
});

describe('a hidden balance', () => {
  const state = signedIn({ balance_formatted: '¥750.00' });

  test.each([
    ['en', 'Hide balance', 'Show balance', 'Balance hidden'],
    ['zh_CN', '隐藏余额', '显示余额', '余额已隐藏'],
  ] as const)('is one click away in either direction: %s', (language, hide, show, isHidden) => {
    resetBrowser(language);
    const shown = popup(state, { credit: '+20.00' });
    expect(shown.buttons).toContain(hide);
    expect(shown.text).toContain('¥750.00');
    const hidden = popup(state, { credit: '+20.00', hidden: true });
    expect(hidden.buttons).toContain(show);
    expect(hidden.buttons).not.toContain(hide);
    expect(hidden.text).toContain(isHidden);
    expect(hidden.text).not.toMatch(/750|250,000|¥|20\.00/u);
  });

  test('keeps its time', () => {
    expect(popup(state, { now: NOON + 61_000, hidden: true }).text).toContain('As of 14:05');
  });

  test.each([true, false])('has no button without a balance: hidden %s', (hidden) => {
    expect(popup(INITIAL_STATE, { hidden }).buttons).toEqual(['Settings']);
    expect(popup(signedOut(), { hidden }).buttons).toEqual(['Settings', 'Sign in']);
  });
});

describe('the balance', () => {
  const { used_quota: _, quota: __, ...uncounted } = account();
  const LARGE = '12345678901234567890';
  const CREDIT = { credit: '+20.00' };

  test.each<[string, string, AccountState, Options?]>([
    ['as the platform formats it', '¥1,234.50', signedIn({ balance_formatted: '¥1,234.50' })],
    ['with user', 'user123 user@example.com', signedIn()],
    ['with the usage', 'Used 250,000 units', signedIn()],
    ['with the credit', 'Balance Top-up arrived: +20.00 750.00', signedIn(), CREDIT],
    ['with all digits', 'Used 12,345,678,901,234,567,890 units', signedIn({ used_quota: LARGE })],
    ['without unknown usage', '750.00', { ...signedIn(), account: uncounted } as AccountState],
  ])('is shown %s', (_, text, state, options) => {
    expect(popup(state, options).text).toContain(text);
  });

  test('is shown without a credit or usage if there is none', () => {
    const { text } = popup({ ...signedIn(), account: uncounted } as AccountState);
    expect(text).not.toMatch(/Top-up arrived|Used [\d,]+ units|undefined|NaN/u);
  });

  test('has its time if it is older than a minute or there is a problem', () => {
    const now = NOON + 61_000;
    expect(popup(signedIn()).text).not.toContain('14:05');
    expect(popup(signedIn(), { now }).text).toContain('As of 14:05');
    expect(popup(signedIn({ status: 2 }), { now }).text).toContain('As of 14:05');
    expect(popup(sessionEnded).text).toContain('As of 14:05');
    for (const kind of PROBLEM_KINDS) {
      expect(popup(withProblem(signedIn(), kind)).text, kind).toContain('750.00 As of 14:05');
    }
  });

  test('has a smaller font the longer it is', () => {
    const balances = ['750.00', '¥1,234,567.89', '12,345,678,901.23', 'x'.repeat(60)];
    expect(balances.map(balanceSize)).toEqual(['xl', 'l', 'm', 's']);
    expect(balanceSize('七百五十元整七百五')).toBe('m');
  });
});

test('a username is text, never markup', () => {
  const { html } = popup(signedIn({ username: '<img src=x onerror=alert(1)>' }));
  expect(html).not.toContain('<img src=x');
  expect(html).toContain('&lt;img src=x');
});

test('shows until when the proxy asked to wait', () => {
  const problem = { kind: 'rate_limited', at: NOON, retryAt: NOON + 120_000 } as const;
  const state: AccountState = { ...signedIn(), problem };
  expect(popup(state).text).toContain('wait until 14:07');
  expect(popup(state, { now: NOON + 121_000 }).text).not.toContain('14:07');
});

test.each<[string, AccountState, string]>([
  ['signed out', signedOut(), 'Sign in'],
  ['unknown', INITIAL_STATE, 'Try again'],
])('a failed command is reported and can be repeated: %s', (_, state, action) => {
  const { headings, primary } = popup(state, { failed: true });
  expect(headings).toEqual(['That did not work']);
  expect(primary).toEqual([action]);
});
