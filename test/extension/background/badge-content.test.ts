import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import {
  BADGE_COLOURS,
  badgeOf,
  balanceText,
} from '../../../extension/background/badge/badge-content.ts';
import { badgeNumber } from '../../../extension/background/badge/badge-number.ts';
import { paintBadge, tooltip } from '../../../extension/background/badge/paint-badge.ts';
import { type AccountState, INITIAL_STATE } from '../../../extension/domain/account-state.ts';
import { accountStatus } from '../../../extension/domain/account-status.ts';
import { SIGNED_OUT } from '../../../extension/domain/account-transitions.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../../extension/domain/preferences.ts';
import { PROBLEM_KINDS } from '../../../extension/domain/problems.ts';
import { contrast } from '../../support/colors/contrast.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { account, NOON } from '../../support/extension/fixtures.ts';
import {
  sessionEnded,
  signedIn,
  storedAccount,
  withProblem,
} from '../../support/extension/states.ts';
import { accountItem } from '../../support/extension/stored-items.ts';

describe('a badge number', () => {
  test.each(
    Object.entries({
      positive:
        '0.004=<.01 0.04=0.04 0.29=0.29 0.5=0.5 9.5=9.5 9.99=9.9 12=12 12.34=12.3 99.99=99.9',
      hundreds: '128=128 750=750 999.99=999 0=0',
      thousands: '1000=1k 1234.56=1.2k 9999=9.9k 12345=12k 999999=999k',
      millions: '1000000=1M 2500000000=2.5B 999000000000=999B 1e15=>1T',
      negative: '-0.004=<0 -0.04=-.04 -0.5=-0.5 -3.4=-3.4 -12.9=-12 -128=-128 -1234=-1k',
      'large negative':
        '-12345=-12k -128000=-.1M -2000000=-2M -128000000=-.1B -5e9=-5B -5e11=-.5T -1e15=<-1T',
    }),
  )('is cut to four characters: %s', (_, pairs) => {
    for (const pair of pairs.split(' ')) {
      const [amount, text] = pair.split(/=(.*)/u);
      expect(badgeNumber(Number(amount)), pair).toBe(text);
    }
  });

  test('never has more than four characters, shows more than there is, or shows something as nothing', () => {
    for (let exponent = -6; exponent < 16; exponent += 0.037) {
      const size = 10 ** exponent;
      for (const amount of [size, -size]) {
        const text = badgeNumber(amount);
        expect(text.length, text).toBeLessThanOrEqual(4);
        expect(text, String(amount)).not.toMatch(/^-?0?\.?0*$/u);
        if (amount > 0 && !text.startsWith('<')) expect(amountIn(text)).toBeLessThanOrEqual(amount);
        if (amount < 0) expect(text).toMatch(/^[<-]/u);
      }
    }
  });
});

function amountIn(text: string): number {
  const scale = { k: 1e3, M: 1e6, B: 1e9, T: 1e12 }[text.at(-1) ?? ''] ?? 1;
  return Number.parseFloat(text.replace('>', '')) * scale;
}

test.each([
  ['∞', '∞'],
  ['1.2k', '1.2k'],
  ['a great deal', '…'],
  ['Unlimited', '∞'],
])('the balance %s is shown as %s', (balance_formatted, text) => {
  expect(balanceText(account({ balance_formatted }))).toBe(text);
});

const negative = signedIn({ balance_formatted: '-3.40' });
const unlimited = signedIn({ balance_formatted: 'Unlimited' });

const badge = (state: AccountState, preferences: Partial<Preferences> = {}) => {
  const all = { ...DEFAULT_PREFERENCES, ...preferences };
  return badgeOf(accountStatus(state, all, NOON), all);
};

beforeEach(() => resetBrowser());

describe('the badge', () => {
  test.each<[string, AccountState, string, string, string]>([
    ['nothing known', INITIAL_STATE, '', 'calm', 'calm'],
    ['signed out', SIGNED_OUT, '', 'calm', 'signed_out'],
    ['signed out, proxy down', withProblem(SIGNED_OUT, 'unreachable'), '', 'problem', 'problem'],
    [
      'nothing known, proxy down',
      withProblem(INITIAL_STATE, 'unreachable'),
      '!',
      'problem',
      'problem',
    ],
    ['signed in', signedIn(), '750', 'calm', 'calm'],
    ['unlimited', unlimited, '∞', 'calm', 'calm'],
    ['negative', negative, '-3.4', 'negative', 'problem'],
    ['disabled', signedIn({ status: 2 }), '750', 'problem', 'problem'],
    ['session ended', sessionEnded, '!', 'problem', 'problem'],
  ])('%s', (_, state, text, colour, icon) => {
    expect(badge(state)).toMatchObject({ text, colour, icon });
  });

  test('keeps the icon while it is switched off and while balances are hidden', () => {
    expect(badge(sessionEnded, { badge: false })).toMatchObject({ text: '', icon: 'problem' });
    expect(badge(SIGNED_OUT, { badge: false, hidden: true }).icon).toBe('signed_out');
  });

  test('is painted with the icon in every size', async () => {
    const setIcon = vi.spyOn(fakeBrowser.action, 'setIcon');
    await accountItem.set(SIGNED_OUT);
    await paintBadge(NOON);
    const sizes = [16, 19, 32, 38];
    const path = Object.fromEntries(sizes.map((size) => [size, `toolbar/signed_out-${size}.png`]));
    expect(setIcon).toHaveBeenCalledExactlyOnceWith({ path });
  });

  test('shows a low balance in its own colour, and not at the threshold itself', () => {
    const low = { text: '750', colour: 'low', icon: 'problem', message: 'titleLow' };
    expect(badge(signedIn(), { threshold: 800 })).toMatchObject(low);
    expect(badge(signedIn(), { threshold: 750 })).toMatchObject({ colour: 'calm', message: null });
    expect(badge(unlimited, { threshold: 1e6 })).toMatchObject({ text: '∞', colour: 'calm' });
  });

  test.each(PROBLEM_KINDS)('keeps the last number in the problem colour: %s', (kind) => {
    const painted = badge(withProblem(signedIn(), kind));
    expect(painted).toMatchObject({ text: '750', colour: 'problem', account: account() });
    expect(painted.message).not.toBeNull();
  });

  test.each<[string, AccountState, string, string]>([
    ['low', signedIn(), '•', 'low'],
    ['negative', negative, '•', 'negative'],
    ['unlimited', unlimited, '•', 'calm'],
    ['with a problem', withProblem(signedIn(), 'unreachable'), '•', 'problem'],
    ['that is missing', withProblem(INITIAL_STATE, 'unreachable'), '!', 'problem'],
  ])('hides a balance %s and keeps its colour', (_, state, text, colour) => {
    expect(badge(state, { hidden: true, threshold: 800 })).toMatchObject({ text, colour });
  });

  test('has the time of a hidden balance in the tooltip', () => {
    const hidden = storedAccount(signedIn(), { hidden: true, threshold: 800 });
    expect(tooltip([hidden], NOON).split('\n')).toEqual([
      'Balance Companion',
      expect.stringMatching(/^Balance hidden \(as of \d\d:\d\d\)$/u),
      'Your balance is low',
    ]);
  });
});

describe('the colours', () => {
  test('differ from each other', () => {
    const colours = Object.values(BADGE_COLOURS);
    expect(new Set(colours).size).toBe(colours.length);
  });

  test.each(Object.entries(BADGE_COLOURS))('have enough contrast to white: %s', (_, colour) => {
    const color = [...Buffer.from(colour.slice(1), 'hex')];
    expect(contrast(color, [255, 255, 255])).toBeGreaterThanOrEqual(4.5);
  });
});
