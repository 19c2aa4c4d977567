import { beforeEach, describe, expect, test } from 'vitest';
import type { SaveResult } from '../../../extension/background/save-address.ts';
import { feedbackOnSave } from '../../../extension/components/address-feedback.ts';
import { type AccountState, INITIAL_STATE } from '../../../extension/domain/account-state.ts';
import { problemOccurred } from '../../../extension/domain/account-transitions.ts';
import { type DetectedServer, problemOfServer } from '../../../extension/domain/detect-server.ts';
import { PROBLEM_KINDS, type ProblemKind } from '../../../extension/domain/problems.ts';
import { SIGN_IN_ERROR_KINDS } from '../../../extension/domain/sign-in-errors.ts';
import { messageText, t } from '../../../extension/i18n/t.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { NOON, PROXY } from '../../support/extension/fixtures.ts';
import {
  DETECTED_SERVERS,
  sessionEnded,
  signedIn,
  signedOut,
  withProblem,
} from '../../support/extension/states.ts';
import { BROKEN_TEXT, type PopupOptions, popup } from './rendered.ts';

/** The state after the same problem occurred twice in a row. */
const repeatedly = (state: AccountState, kind: ProblemKind): AccountState => {
  const problem = { kind, at: NOON, retryAt: null };
  return problemOccurred(problemOccurred(state, problem), problem);
};

beforeEach(() => resetBrowser());

const EVERY: [string, AccountState, PopupOptions?][] = [
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

test.each(EVERY)('has one heading, one main and one primary action: %s', (_, state, options) => {
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
});

test('each sign-in error and each problem has its own text', () => {
  const texts = [
    ...SIGN_IN_ERROR_KINDS.map((kind) => signedOut(kind)),
    ...PROBLEM_KINDS.map((kind) => withProblem(INITIAL_STATE, kind)),
  ].map((state) => popup(state).text);
  expect(new Set(texts).size).toBe(texts.length);
});

describe('the buttons', () => {
  const HEADER = ['Accounts', 'Settings'];
  const HOME = ['Refresh balance', 'Sign out'];
  const RETRY = ['Top up', '*Refresh balance', 'Sign out'];
  const SIGN_OUT = ['Top up', 'Refresh balance', '*Sign out'];
  const NO_REFRESH = ['(Refresh balance)', 'Sign out'];
  const NOTHING_ELSE = ['(Refresh balance)', '(Sign out)'];
  const ERROR = 'platform_error';
  /**
   * The buttons of the popup without those of the header and the card. The primary one has an asterisk, disabled ones
   * parentheses.
   */
  const buttonsOf = (state: AccountState, options?: PopupOptions) => {
    const { buttons, primary, disabled } = popup(state, options);
    expect(primary).toHaveLength(1);
    return buttons
      .filter((name) => !/^(Accounts|Settings|Hide balance)$/u.test(name))
      .map((name) => (disabled.includes(name) ? `(${name})` : name))
      .map((name) => (name === primary[0] ? `*${name}` : name));
  };

  test.each<[string, AccountState, string[], PopupOptions?]>([
    ['signed out', signedOut(), ['*Sign in']],
    ['fresh', signedIn(), ['*Top up', ...HOME]],
    ['low', signedIn(), ['*Top up', ...HOME], { threshold: 1000 }],
    ['negative', signedIn({ balance_formatted: '-1' }), ['*Top up', ...HOME]],
    ['unlimited', signedIn({ balance_formatted: '∞' }), ['*Top up', ...HOME]],
    ['disabled', signedIn({ status: 2 }), ['(Top up)', '*Refresh balance', 'Sign out']],
    ['signing in', signedOut(), ['*Sign in'], { signingIn: true }],
    ['session ended', sessionEnded, ['*Sign in', ...NO_REFRESH]],
    ['signing in again', sessionEnded, ['*Sign in', ...NOTHING_ELSE], { signingIn: true }],
    ['repeated error', repeatedly(signedIn(), ERROR), ['*Sign in', ...HOME]],
    ['repeated error, no account', repeatedly(INITIAL_STATE, ERROR), ['*Sign in', 'Try again']],
    ['unreachable again', repeatedly(signedIn(), 'unreachable'), RETRY],
  ])('%s', (_, state, buttons, options) => {
    expect(buttonsOf(state, options)).toEqual(buttons);
  });

  const RECOVERIES: Partial<Record<ProblemKind, string[]>> = {
    permission_missing: ['*Allow access', ...NOTHING_ELSE],
    something_else: ['*Check proxy address', ...HOME],
    intercepted: ['*Open in a tab', ...HOME],
    sign_out_failed: SIGN_OUT,
    sign_out_refused: SIGN_OUT,
  };

  test.each(PROBLEM_KINDS)('%s, with and without an account', (kind) => {
    const buttons = RECOVERIES[kind] ?? RETRY;
    expect(buttonsOf(withProblem(signedIn(), kind))).toEqual(buttons);
    const alone = RECOVERIES[kind]?.find((name) => name.startsWith('*')) ?? '*Try again';
    const retry = kind === 'intercepted' ? ['Try again'] : [];
    expect(buttonsOf(withProblem(INITIAL_STATE, kind))).toEqual([alone, ...retry]);
  });

  test('of the header and the card come first', () => {
    const { buttons } = popup(signedIn());
    expect(buttons).toEqual([...HEADER, 'Hide balance', 'Top up', ...HOME]);
  });

  test('while nothing is known: only the options, and no amount', () => {
    const { buttons, headings, text } = popup(INITIAL_STATE);
    expect(buttons).toEqual(['Settings']);
    expect(headings).toEqual(['Balance']);
    expect(text).not.toMatch(/\d\.\d/u);
  });
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
  const at = (detectedServer: DetectedServer): AccountState => {
    const kind = problemOfServer(detectedServer);
    const problem = { kind, at: NOON, retryAt: NOON + 120_000, detectedServer };
    return { ...signedIn(), problem };
  };

  test.each(DETECTED_SERVERS)('has the text of the options page: %o', (detectedServer) => {
    for (const language of ['en', 'zh_CN'] as const) {
      resetBrowser(language);
      const { text } = popup(at(detectedServer));
      const reason = problemOfServer(detectedServer);
      const refusal = { reason, detectedServer, address: PROXY, inUse: PROXY };
      const result = { kind: 'refused', ...refusal } as SaveResult;
      const { message, detail } = feedbackOnSave(result, 'chrome-extension://abc');
      expect(text).toContain(t(message.title));
      expect(text).toContain(messageText(message));
      expect(text).toContain(detail ?? '');
      expect(text).toContain(t('retryFrom', '14:07'));
    }
  });

  test.each([
    ['en', 'status 503. Try again'],
    ['zh_CN', '503。请在'],
  ] as const)('is joined to the waiting time as in the language: %s', (language, part) => {
    resetBrowser(language);
    expect(popup(at({ kind: 'gateway', status: 503 })).text).toContain(part);
  });

  test('is not mentioned after a failed command', () => {
    const state = at({ kind: 'sign_in', title: 'Hotel', server: null });
    const { text } = popup(state, { failed: true });
    expect(text).toContain('That did not work');
    expect(text).not.toMatch(/Hotel|14:07/u);
  });
});

test.each(['refused', 'sign_out_refused'] as const)('has an origin to copy: %s', (kind) => {
  for (const state of [INITIAL_STATE, signedIn()]) {
    const { html } = popup(withProblem(state, kind));
    const halves = '<span>chrome-extension://</span><span>abc</span>';
    expect(html).toContain(`<span class="origin">${halves}</span>`);
  }
});

test('shows until when the proxy asked to wait, and recommends nothing until then', () => {
  const problem = { kind: 'rate_limited', at: NOON, retryAt: NOON + 120_000 } as const;
  const state: AccountState = { ...signedIn(), problem };
  const waiting = popup(state);
  expect(waiting.text).toContain('requests. Try again after 14:07.');
  expect(waiting.buttons).toContain('Refresh balance');
  expect(waiting.primary).toEqual([]);
  const later = popup(state, { now: NOON + 121_000 });
  expect(later.text).not.toContain('14:07');
  expect(later.primary).toEqual(['Refresh balance']);
});

test.each<[string, AccountState, string]>([
  ['signed out', signedOut(), 'Sign in'],
  ['unknown', INITIAL_STATE, 'Try again'],
])('a failed command is reported and can be repeated: %s', (_, state, action) => {
  const { headings, primary } = popup(state, { failed: true });
  expect(headings).toEqual(['That did not work']);
  expect(primary).toEqual([action]);
});
