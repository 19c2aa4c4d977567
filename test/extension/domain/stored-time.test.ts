import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ageMs,
  browserTime,
  isAlarmInTime,
  isRecent,
  MAX_WAIT_MS,
  timeInDoubt,
  waitEnd,
} from '../../../extension/domain/stored-time.ts';
import { NOON } from '../../support/extension/fixtures.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Anything from ten years ago to ten years ahead, in Unix milliseconds. */
const anyTime = fc
  .oneof(fc.integer({ min: -3_000, max: 3_000 }), fc.integer({ min: -3650, max: 3650 }))
  .chain((scale) => fc.constantFrom(1, 1_000, 86_400_000).map((unit) => NOON + scale * unit));

describe('the age of a stored time', () => {
  test('is never negative, and unknown for the future', () => {
    fc.assert(
      fc.property(anyTime, fc.nat(10 * HOUR), (at, limit) => {
        const age = ageMs(at, NOON);
        // Two processes of one browser read the clock at slightly different times.
        if (at > NOON + 2_000) expect(age).toBeNull();
        else expect(age).toBe(Math.max(0, NOON - at));
        expect(isRecent(at, limit, NOON)).toBe(age !== null && age <= limit);
      }),
    );
  });
});

describe('a wait', () => {
  test.each<[string, number, number | null, number | null]>([
    ['is over', NOON - HOUR, NOON - 1, null],
    ['lasts', NOON - MINUTE, NOON + MINUTE, NOON + MINUTE],
    ['began in the future', NOON + 8 * HOUR, NOON + 9 * HOUR, null],
    ['is too long', NOON, NOON + 8 * HOUR, NOON + HOUR],
    ['has no end', NOON, null, null],
  ])('that %s', (_, since, until, end) => {
    expect(waitEnd(since, until, NOON)).toBe(end);
  });

  test('is never longer than the maximum', () => {
    fc.assert(
      fc.property(anyTime, anyTime, (since, until) => {
        const end = waitEnd(since, until, NOON);
        if (end === null) return;
        expect(end).toBeGreaterThan(NOON);
        expect(end - NOON).toBeLessThanOrEqual(MAX_WAIT_MS + 2_000);
      }),
    );
  });
});

test.each([
  ['set for the longest interval', NOON + 10 * MINUTE, true],
  ['half a minute late', NOON - MINUTE / 2, true],
  ['two minutes late', NOON - 2 * MINUTE, false],
  ['eight hours further away', NOON + 8 * HOUR, false],
])('an alarm that is %s', (_, scheduledTime, isInTime) => {
  expect(isAlarmInTime(scheduledTime, 10 * MINUTE, NOON)).toBe(isInTime);
});

describe('a time of the server', () => {
  test("has the age that the server's clock shows", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -3650, max: 3650 }),
        fc.nat(HOUR / 1000),
        (daysOff, ageSeconds) => {
          const sentAt = NOON + daysOff * 24 * HOUR;
          const date = new Date(sentAt).toUTCString();
          const at = browserTime(sentAt - ageSeconds * 1000, date, NOON);
          expect(at).toBe(NOON - ageSeconds * 1000);
        },
      ),
    );
  });

  test.each([null, 'yesterday'])('is unchanged without a valid date: %j', (date) => {
    expect(browserTime(NOON - MINUTE, date, NOON)).toBe(NOON - MINUTE);
  });

  test('is never later than the response', () => {
    expect(browserTime(NOON + HOUR, new Date(NOON).toUTCString(), NOON)).toBe(NOON);
    expect(browserTime(NOON + HOUR, null, NOON)).toBe(NOON);
  });
});

test.each([
  [0, null],
  [48 * HOUR, null],
  [-48 * HOUR, null],
  [49 * HOUR, NOON + 49 * HOUR],
  [-49 * HOUR, NOON - 49 * HOUR],
])("a server's clock that differs by %d ms gives the other time %j", (difference, time) => {
  expect(timeInDoubt(new Date(NOON + difference).toUTCString(), NOON)).toBe(time);
  expect(timeInDoubt(null, NOON)).toBeNull();
});
