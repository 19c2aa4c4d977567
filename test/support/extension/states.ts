import fc from 'fast-check';
import type { Account, AccountState, Problem } from '../../../extension/domain/account-state.ts';
import { BUDGET_PERIODS } from '../../../extension/domain/budget.ts';
import type { DetectedServer } from '../../../extension/domain/detect-server.ts';
import {
  DEFAULT_PREFERENCES,
  type Preferences,
  REFRESH_INTERVALS,
} from '../../../extension/domain/preferences.ts';
import { PROBLEM_KINDS, type ProblemKind } from '../../../extension/domain/problems.ts';
import {
  SIGN_IN_ERROR_KINDS,
  type SignInErrorKind,
} from '../../../extension/domain/sign-in-errors.ts';
import type { StoredAccount } from '../../../extension/storage/accounts.ts';
import { account, NOON, PROXY } from './fixtures.ts';

const HOUR = 3_600_000;

export const signedIn = (parts: Parameters<typeof account>[0] = {}): AccountState => ({
  phase: 'signed_in',
  account: account(parts),
  problem: null,
});

export const signedOut = (kind: SignInErrorKind | null = null): AccountState => ({
  phase: 'signed_out',
  signInError: kind && { kind, at: NOON },
  problem: null,
});

export const sessionEnded: AccountState = {
  phase: 'session_ended',
  account: account(),
  signInError: null,
  problem: null,
};

export const withProblem = (state: AccountState, kind: ProblemKind): AccountState => ({
  ...state,
  problem: { kind, at: NOON, retryAt: null },
});

/** An account of the list. */
export const storedAccount = (
  state: AccountState,
  preferences: Partial<Preferences> = {},
  entry: Partial<StoredAccount> = {},
): StoredAccount => ({
  ...{ id: 0, slot: 0, address: PROXY, state },
  preferences: { ...DEFAULT_PREFERENCES, ...preferences },
  policy: { proxyUrls: [] },
  ...entry,
});

/** What may respond in place of the proxy, in each of its forms. */
export const DETECTED_SERVERS: DetectedServer[] = [
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

/** A time around now, in Unix milliseconds. */
export const someTime: fc.Arbitrary<number> = fc.integer({ min: NOON - HOUR, max: NOON + HOUR });

/** A balance as a platform may write it: a number in many formats, or no number at all. */
export const someBalance: fc.Arbitrary<string> = fc.oneof(
  amountText(-2_000, 2_000),
  amountText(-2e12, 2e12),
  fc.constantFrom('∞', 'Unlimited', '无限', '1,234', '1.2k', 'plenty', '3万', '(3.40)'),
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
);

function amountText(min: number, max: number): fc.Arbitrary<string> {
  return fc
    .record({
      amount: fc.double({ min, max, noNaN: true }),
      decimals: fc.integer({ min: 0, max: 4 }),
      unit: fc.constantFrom('', '$', '¥', 'CNY '),
    })
    .map(({ amount, decimals, unit }) => `${unit}${amount.toFixed(decimals)}`);
}

export const someAccount: fc.Arbitrary<Account> = fc
  .record({
    balance_formatted: someBalance,
    used_quota: fc.option(fc.oneof(fc.nat(), fc.constant('18014398509481985')), { nil: undefined }),
    status: fc.constantFrom(1, 1, 1, 0, 2),
    as_of: someTime.map((at) => Math.floor(at / 1000)),
    id: fc.constantFrom(1, 2, 'three'),
  })
  .map(({ used_quota, ...parts }) =>
    account({ ...parts, ...(used_quota !== undefined && { used_quota }) }),
  );

export const someProblem: fc.Arbitrary<Problem> = fc.record({
  kind: fc.constantFrom(...PROBLEM_KINDS),
  at: someTime,
  retryAt: fc.option(someTime),
});

const problem = fc.option(someProblem);
const signInError = fc.option(
  fc.record({ kind: fc.constantFrom(...SIGN_IN_ERROR_KINDS), at: someTime }),
);

export const someState: fc.Arbitrary<AccountState> = fc.oneof(
  fc.record({ phase: fc.constant('unknown'), problem }),
  fc.record({ phase: fc.constant('signed_out'), signInError, problem }),
  fc.record({ phase: fc.constant('session_ended'), account: someAccount, signInError, problem }),
  {
    weight: 2,
    arbitrary: fc.record({ phase: fc.constant('signed_in'), account: someAccount, problem }),
  },
);

export const somePreferences: fc.Arbitrary<Preferences> = fc.record({
  minutes: fc.constantFrom(...REFRESH_INTERVALS),
  threshold: fc.option(fc.double({ min: 0, max: 3_000, noNaN: true })),
  badge: fc.boolean(),
  lowBalanceNotification: fc.boolean(),
  creditNotification: fc.boolean(),
  budget: fc.option(
    fc.record({
      amount: fc.double({ min: 0.01, max: 3_000, noNaN: true }),
      period: fc.constantFrom(...BUDGET_PERIODS),
    }),
  ),
  budgetBadge: fc.boolean(),
  budgetNotification: fc.boolean(),
  hidden: fc.boolean(),
});
