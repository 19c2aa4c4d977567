import { describe, expect, test } from 'vitest';
import { type AccountState, INITIAL_STATE } from '../../../extension/domain/account-state.ts';
import {
  minutesUntilRefresh,
  type RefreshConditions,
} from '../../../extension/domain/refresh-policy.ts';
import { account, NOON } from '../../support/extension/background-environment.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const signedIn: AccountState = { phase: 'signed_in', account: account(), problem: null };
const calm: RefreshConditions = {
  minutes: 10,
  state: signedIn,
  usedAt: NOON - 60 * MINUTE,
  awaitsCredit: false,
};
const inTrouble = (retryAt: number | null): AccountState => ({
  ...signedIn,
  problem: { kind: 'platform_unavailable', at: NOON, retryAt },
});

/** The shortest and the longest time to the next look. */
const range = (parts: Partial<RefreshConditions> = {}) =>
  [0, 1].map((random) => minutesUntilRefresh({ ...calm, ...parts }, NOON, random));

describe('minutes between two looks', () => {
  test.each([5, 10, 30, 60])('are about those that the user has chosen: %d', (minutes) => {
    expect(range({ minutes })).toEqual([minutes * 0.9, expect.closeTo(minutes * 1.1)]);
  });

  test('are one or two after the extension was used, for ten minutes', () => {
    for (const ago of [0, 1, 9.9]) {
      expect(range({ usedAt: NOON - ago * MINUTE })).toEqual([1, 2]);
    }
    expect(range({ usedAt: NOON - 10 * MINUTE })).toEqual(range());
  });

  test('are four times as many once nobody has used it for days', () => {
    expect(range({ usedAt: NOON - 1.9 * DAY })).toEqual(range());
    expect(range({ usedAt: NOON - 2 * DAY })).toEqual([36, 44]);
  });

  test('are those of the user where it is not known when it was used, or the clock was set back', () => {
    expect(range({ usedAt: null })).toEqual(range());
    expect(range({ usedAt: NOON + DAY })).toEqual(range());
  });

  test('are half a one to one while a top-up is waited for', () => {
    expect(range({ awaitsCredit: true })).toEqual([0.5, 1]);
    expect(range({ awaitsCredit: true, usedAt: NOON })).toEqual([0.5, 1]);
  });

  test('never end before the proxy wants to be asked again', () => {
    const state = inTrouble(NOON + 30 * MINUTE);
    for (const conditions of [{}, { usedAt: NOON }, { awaitsCredit: true }]) {
      expect(range({ ...conditions, state })).toEqual([30, 31]);
    }
    expect(range({ state: inTrouble(NOON + 2 * MINUTE) })).toEqual(range());
    expect(range({ state: inTrouble(NOON - MINUTE) })).toEqual(range());
  });

  test('in trouble are twice as many where they would be few', () => {
    const state = inTrouble(null);
    expect(range({ state })).toEqual(range());
    expect(range({ state, usedAt: NOON })).toEqual([2, 4]);
    expect(range({ state, awaitsCredit: true })).toEqual([1, 2]);
  });

  test('are none where there is no session', () => {
    const without: AccountState[] = [
      { phase: 'signed_out', signInError: null, problem: null },
      { phase: 'session_ended', account: account(), signInError: null, problem: null },
    ];
    for (const state of without) {
      expect(range({ state, usedAt: NOON, awaitsCredit: true })).toEqual([null, null]);
    }
    expect(range({ state: INITIAL_STATE })).toEqual(range());
  });
});
