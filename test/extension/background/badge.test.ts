import { beforeEach, describe, expect, test } from 'vitest';
import { BADGE_COLOURS, badgeOf, balanceText } from '../../../extension/background/badge/badge.ts';
import { badgeNumber } from '../../../extension/background/badge/badge-number.ts';
import { tooltip } from '../../../extension/background/badge/paint-badge.ts';
import { type AccountState, INITIAL_STATE } from '../../../extension/domain/account-state.ts';
import { accountStatus } from '../../../extension/domain/account-status.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../../extension/domain/preferences.ts';
import { PROBLEM_KINDS } from '../../../extension/domain/problems.ts';
import { account, NOON } from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';

describe('a badge number', () => {
  test.each([
    [0, '0'],
    [0.004, '<.01'],
    [0.04, '0.04'],
    [0.29, '0.29'],
    [0.5, '0.5'],
    [9.5, '9.5'],
    [9.99, '9.9'],
    [12, '12'],
    [12.34, '12.3'],
    [99.99, '99.9'],
    [128, '128'],
    [750, '750'],
    [999.99, '999'],
    [1000, '1k'],
    [1234.56, '1.2k'],
    [9999, '9.9k'],
    [12_345, '12k'],
    [999_999, '999k'],
    [1_000_000, '1M'],
    [2_500_000_000, '2.5B'],
    [999_000_000_000, '999B'],
    [1e15, '>1T'],
    [-0.004, '<0'],
    [-0.04, '-.04'],
    [-0.5, '-0.5'],
    [-3.4, '-3.4'],
    [-12.9, '-12'],
    [-128, '-128'],
    [-1234, '-1k'],
    [-12_345, '-12k'],
    [-128_000, '-.1M'],
    [-2_000_000, '-2M'],
    [-128_000_000, '-.1B'],
    [-5e9, '-5B'],
    [-5e11, '-.5T'],
    [-1e15, '<-1T'],
  ])('%d is %s', (amount, text) => {
    expect(badgeNumber(amount)).toBe(text);
  });

  test('never has more than four characters, shows more than there is, or shows something as nothing', () => {
    for (let exponent = -6; exponent < 16; exponent += 0.037) {
      const size = 10 ** exponent;
      for (const amount of [size, -size]) {
        const text = badgeNumber(amount);
        expect(text.length, text).toBeLessThanOrEqual(4);
        expect(text, String(amount)).not.toMatch(/^-?0?\.?0*$/u);
        if (amount > 0 && !text.startsWith('<')) expect(value(text)).toBeLessThanOrEqual(amount);
        if (amount < 0) expect(text).toMatch(/^[<-]/u);
      }
    }
  });
});

function value(text: string): number {
  const scale = { k: 1e3, M: 1e6, B: 1e9, T: 1e12 }[text.at(-1) ?? ''] ?? 1;
  return Number.parseFloat(text.replace('>', '')) * scale;
}

test('a balance without a number is shown as it is where it fits, else as an ellipsis', () => {
  expect(balanceText(account({ balance_formatted: '∞' }))).toBe('∞');
  expect(balanceText(account({ balance_formatted: '1.2k' }))).toBe('1.2k');
  expect(balanceText(account({ balance_formatted: 'a great deal' }))).toBe('…');
  expect(balanceText(account({ balance_formatted: 'Unlimited' }))).toBe('∞');
});

const problem = (kind: (typeof PROBLEM_KINDS)[number]) => ({ kind, at: NOON, retryAt: null });

const badge = (state: AccountState, preferences: Partial<Preferences> = {}) => {
  const wanted = { ...DEFAULT_PREFERENCES, ...preferences };
  return badgeOf(accountStatus(state, wanted, false, NOON), wanted);
};

const having = (parts: Parameters<typeof account>[0] = {}): AccountState => ({
  phase: 'signed_in',
  account: account(parts),
  problem: null,
});

beforeEach(() => {
  resetBrowser();
});

describe('the badge', () => {
  test.each<[string, AccountState, string, string]>([
    ['nothing known', INITIAL_STATE, '', 'calm'],
    ['signed out', { phase: 'signed_out', signInError: null, problem: null }, '', 'calm'],
    [
      'signed out, proxy down',
      { phase: 'signed_out', signInError: null, problem: problem('unreachable') },
      '',
      'problem',
    ],
    [
      'nothing known, proxy down',
      { phase: 'unknown', problem: problem('unreachable') },
      '!',
      'problem',
    ],
    ['signed in', { phase: 'signed_in', account: account(), problem: null }, '750', 'calm'],
    [
      'negative',
      { phase: 'signed_in', account: account({ balance_formatted: '-3.40' }), problem: null },
      '-3.4',
      'negative',
    ],
    [
      'disabled',
      { phase: 'signed_in', account: account({ status: 2 }), problem: null },
      '750',
      'problem',
    ],
    [
      'session ended',
      { phase: 'session_ended', account: account(), signInError: null, problem: null },
      '!',
      'problem',
    ],
  ])('%s', (_, state, text, colour) => {
    expect(badge(state)).toMatchObject({ text, colour });
  });

  test('has a colour of its own for a low balance, and says so', () => {
    expect(badge(having(), { threshold: 800 })).toMatchObject({
      text: '750',
      colour: 'low',
      message: 'titleLow',
    });
    expect(badge(having(), { threshold: 750 })).toMatchObject({ colour: 'calm', message: null });
  });

  test('of an unlimited account says that, calmly', () => {
    const unlimited = having({ balance_formatted: 'Unlimited' });
    expect(badge(unlimited, { threshold: 1e6 })).toMatchObject({ text: '∞', colour: 'calm' });
  });

  test.each(PROBLEM_KINDS)('keeps the last number in the trouble colour: %s', (kind) => {
    const state: AccountState = { phase: 'signed_in', account: account(), problem: problem(kind) };
    const painted = badge(state);
    expect(painted).toMatchObject({ text: '750', colour: 'problem', account: account() });
    expect(painted.message).not.toBeNull();
  });

  test('that is switched off has no text, and the tooltip goes on', () => {
    const signedOutInTrouble: AccountState = { phase: 'unknown', problem: problem('unreachable') };
    for (const state of [having(), signedOutInTrouble]) {
      expect(badge(state, { badge: false }).text).toBe('');
    }
    expect(tooltip(badge(having(), { badge: false }), NOON)).toContain('750.00 (as of');
  });

  test('of a hidden balance is a dot in the colour of the situation, and the tooltip has its time alone', () => {
    const hidden = { hidden: true, threshold: 800 };
    expect(badge(having(), hidden)).toMatchObject({ text: '•', colour: 'low' });
    expect(badge(having({ balance_formatted: '-3.40' }), hidden).text).toBe('•');
    expect(badge(having({ balance_formatted: 'Unlimited' }), hidden).text).toBe('•');
    expect(badge({ ...having(), problem: problem('unreachable') }, hidden)).toMatchObject({
      text: '•',
      colour: 'problem',
    });
    expect(tooltip(badge(having(), hidden), NOON).split('\n')).toEqual([
      'Balance Companion',
      expect.stringMatching(/^Balance hidden \(as of \d\d:\d\d\)$/u),
      'Your balance is low',
    ]);
  });

  test('of a hidden balance still marks what is wrong where there is none', () => {
    const state: AccountState = { phase: 'unknown', problem: problem('unreachable') };
    expect(badge(state, { hidden: true }).text).toBe('!');
  });
});

describe('the colours', () => {
  test('differ from each other', () => {
    const colours = Object.values(BADGE_COLOURS);
    expect(new Set(colours).size).toBe(colours.length);
  });

  test.each(Object.entries(BADGE_COLOURS))('carry white text: %s', (_, colour) => {
    expect(1.05 / (luminance(colour) + 0.05)).toBeGreaterThanOrEqual(4.5);
  });
});

/** Relative luminance (WCAG 2.2) of `#rrggbb`. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
