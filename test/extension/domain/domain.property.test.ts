import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Badge, badgeOf } from '../../../extension/background/badge/badge-content.ts';
import { tooltip } from '../../../extension/background/badge/paint-badge.ts';
import { creditMessage } from '../../../extension/background/notifications/notify-credit.ts';
import { lowBalanceMessage } from '../../../extension/background/notifications/notify-low-balance.ts';
import { type AccountState, isSignOutPending } from '../../../extension/domain/account-state.ts';
import {
  accountStatus,
  type PopupStatus,
  popupStatus,
} from '../../../extension/domain/account-status.ts';
import {
  problemOccurred,
  sessionMissing,
  signInFailed,
  signInStarted,
} from '../../../extension/domain/account-transitions.ts';
import type { Preferences } from '../../../extension/domain/preferences.ts';
import { PROBLEM_KINDS } from '../../../extension/domain/problems.ts';
import { minutesUntilRefresh } from '../../../extension/domain/refresh-policy.ts';
import { waitEnd } from '../../../extension/domain/stored-time.ts';
import { withSample } from '../../../extension/domain/usage/add-sample.ts';
import type { History } from '../../../extension/domain/usage/history.ts';
import { Menu } from '../../../extension/entrypoints/popup/AccountMenu.tsx';
import { listAccounts } from '../../../extension/entrypoints/popup/listed-accounts.ts';
import { PopupScreen } from '../../../extension/entrypoints/popup/Popup.tsx';
import { popupView } from '../../../extension/entrypoints/popup/view.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { NOON } from '../../support/extension/fixtures.ts';
import {
  someAccount,
  somePreferences,
  someProblem,
  someState,
  someTime,
  storedAccount,
} from '../../support/extension/states.ts';
import { MENU, POPUP_ACTIONS, popupContext } from '../entrypoints/rendered.ts';

beforeAll(() => {
  resetBrowser();
});

const statusOf = (state: AccountState, preferences: Preferences, signingIn = false): PopupStatus =>
  popupStatus(state, preferences, signingIn, NOON);

const badge = (state: AccountState, preferences: Preferences): Badge =>
  badgeOf(accountStatus(state, preferences, NOON), preferences);

const accountIn = (state: AccountState) => ('account' in state ? state.account : null);

/** A history of the state's account: a day ago, it had used half as much. */
function historyOf(state: AccountState): History | null {
  const now = accountIn(state);
  if (!now) return null;
  const used_quota = Number(now.used_quota ?? 0) / 2;
  const earlier = { ...now, used_quota, as_of: now.as_of - 86_400 };
  return withSample(withSample(null, earlier, NOON), now, NOON);
}

/** Everything that a user sees of a state: badge, tooltip, popup and notifications. */
function seen(state: AccountState, preferences: Preferences, signingIn: boolean): string[] {
  const { hidden } = preferences;
  const context = popupContext({ hidden, credit: '+20.00' });
  const view = popupView(statusOf(state, preferences, signingIn), context);
  const balance = accountIn(state)?.balance_formatted ?? '';
  const active = storedAccount(state, preferences);
  const accounts = listAccounts({ accounts: [active], active }, context);
  const history = historyOf(state);
  const props = { view, context, actions: POPUP_ACTIONS, history, name: undefined, accounts };
  const notices = [lowBalanceMessage(balance, hidden), creditMessage('+20.00', balance, hidden)];
  return [
    badge(state, preferences).text,
    tooltip([active], NOON),
    renderToStaticMarkup(createElement(PopupScreen, props)),
    renderToStaticMarkup(createElement(Menu, { accounts, ...MENU })),
    ...notices,
  ];
}

describe('the badge of any state', () => {
  test('has at most four characters, and none where it is switched off', () => {
    fc.assert(
      fc.property(someState, somePreferences, (state, preferences) => {
        const { text } = badge(state, preferences);
        expect([...text].length).toBeLessThanOrEqual(preferences.badge ? 4 : 0);
      }),
    );
  });

  test('has the problem colour for every problem, an ended session and a disabled account only', () => {
    fc.assert(
      fc.property(someState, someProblem, somePreferences, (state, problem, preferences) => {
        expect(badge({ ...state, problem }, preferences).colour).toBe('problem');
        const { kind } = statusOf(state, preferences);
        const isWrong = ['session_ended', 'disabled', ...PROBLEM_KINDS].includes(kind);
        expect(badge(state, preferences).colour === 'problem').toBe(isWrong);
      }),
    );
  });
});

test('nothing shown of a hidden balance depends on its amount', () => {
  const twin = fc
    .tuple(someState, someAccount)
    .map(([state, other]): [AccountState, AccountState] => {
      const own = accountIn(state);
      if (!own) return [state, state];
      const { balance_formatted, used_quota } = other;
      const changed = { ...own, balance_formatted, used_quota, quota: Number(used_quota ?? 0) + 1 };
      return [state, { ...state, account: changed } as AccountState];
    });
  let compared = 0;
  fc.assert(
    fc.property(twin, somePreferences, fc.boolean(), ([one, two], likes, signingIn) => {
      const preferences = { ...likes, hidden: true };
      fc.pre(statusOf(one, preferences).kind === statusOf(two, preferences).kind);
      if (accountIn(one)) compared++;
      expect(seen(two, preferences, signingIn)).toEqual(seen(one, preferences, signingIn));
    }),
  );
  expect(compared).toBeGreaterThan(20);
});

test('hiding the balance changes neither the screen nor the colour of the badge', () => {
  fc.assert(
    fc.property(someState, somePreferences, (state, preferences) => {
      const of = (hidden: boolean) => {
        return popupView(statusOf(state, { ...preferences, hidden }), popupContext({ hidden }));
      };
      expect(of(true)).toEqual(of(false));
      const colour = (hidden: boolean) => badge(state, { ...preferences, hidden }).colour;
      expect(colour(true)).toBe(colour(false));
    }),
  );
});

/** Transitions without an account from the proxy. */
const failure = fc.oneof(
  someProblem.map((problem) => (state: AccountState) => problemOccurred(state, problem)),
  fc.constant(signInStarted),
  fc.constant((state: AccountState) => signInFailed(state, 'cancelled', NOON)),
  fc.constant((state: AccountState) =>
    // After a failed sign-out, a missing session is what the user wanted.
    isSignOutPending(state.problem) ? state : sessionMissing(state),
  ),
);

test('no failure changes the account that is shown', () => {
  fc.assert(
    fc.property(
      someState,
      fc.array(failure, { minLength: 1 }),
      somePreferences,
      (before, failures, preferences) => {
        const after = failures.reduce((state, fail) => fail(state), before);
        expect(accountIn(after)).toEqual(accountIn(before));
        const shown = (state: AccountState) =>
          popupView(statusOf(state, preferences), popupContext()).account;
        expect(shown(after)).toEqual(accountIn(before));
        expect(badge(after, preferences).account).toEqual(accountIn(before));
      },
    ),
  );
});

describe('the next refresh', () => {
  const someConditions = fc.record({
    minutes: fc.constantFrom(5, 10, 30, 60),
    state: someState,
    isLastUsed: fc.boolean(),
    usedAt: fc.option(someTime),
    awaitsCredit: fc.boolean(),
  });
  const chance = fc.double({ min: 0, max: 1, noNaN: true });

  test('is never before the end of a cooldown, nor sooner than an alarm can ring', () => {
    fc.assert(
      fc.property(someConditions, chance, (conditions, random) => {
        const minutes = minutesUntilRefresh(conditions, NOON, random);
        const { phase, problem } = conditions.state;
        expect(minutes === null).toBe(phase === 'signed_out' || phase === 'session_ended');
        if (minutes === null) return;
        expect(minutes).toBeGreaterThanOrEqual(0.5);
        const end = problem && waitEnd(problem.at, problem.retryAt, NOON);
        expect(NOON + minutes * 60_000).toBeGreaterThanOrEqual((end ?? 0) - 1);
        expect(minutes).toBeLessThanOrEqual(Math.max(conditions.minutes * 4.4, 61));
      }),
    );
  });
});
