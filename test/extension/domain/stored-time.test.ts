import { expect, test } from 'vitest';
import {
  ageMs,
  browserTime,
  isAlarmInTime,
  isRecent,
  timeInDoubt,
  waitEnd,
} from '../../../extension/domain/stored-time.ts';
import { NOON } from '../../support/extension/fixtures.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

// Two processes of one browser read the clock at slightly different times.
test.each<[at: number, age: number | null]>([
  [NOON, 0],
  [NOON - 1, 1],
  [NOON + 2_000, 0],
  [NOON + 2_001, null],
])('the age of a time %d is %j, and unknown for the future', (at, age) => {
  expect(ageMs(at, NOON)).toBe(age);
  expect(isRecent(at, age ?? HOUR, NOON)).toBe(age !== null);
  expect(isRecent(at, (age ?? 0) - 1, NOON)).toBe(false);
});

test.each<[string, number, number | null, number | null]>([
  ['ends now', NOON - HOUR, NOON, null],
  ['lasts', NOON - MINUTE, NOON + MINUTE, NOON + MINUTE],
  ['began in the future', NOON + 8 * HOUR, NOON + 9 * HOUR, null],
  ['began a moment ahead', NOON + 2_000, NOON + 8 * HOUR, NOON + HOUR + 2_000],
  ['was too long', NOON - HOUR, NOON + 8 * HOUR, null],
])('a wait that %s', (_, since, until, end) => {
  expect(waitEnd(since, until, NOON)).toBe(end);
});

test.each([
  ['a minute further away', NOON + 11 * MINUTE, true],
  ['even further away', NOON + 11 * MINUTE + 1, false],
  ['almost a minute ago', NOON - MINUTE + 1, true],
  ['a minute ago', NOON - MINUTE, false],
])('an alarm that is set %s', (_, scheduledTime, isInTime) => {
  expect(isAlarmInTime(scheduledTime, 10 * MINUTE, NOON)).toBe(isInTime);
});

const dateAfter = (ms: number) => new Date(NOON + ms).toUTCString();

test.each<[string, at: number, date: string | null, expected: number]>([
  ['as old as by its clock, which is ahead', NOON + 71 * HOUR, dateAfter(72 * HOUR), NOON - HOUR],
  ['unchanged without a date', NOON - MINUTE, null, NOON - MINUTE],
  ['never later than the response, also without a date', NOON + HOUR, null, NOON],
])('a time of the server is %s', (_, at, date, expected) => {
  expect(browserTime(at, date, NOON)).toBe(expected);
});

test.each([
  [48 * HOUR, null],
  [49 * HOUR, NOON + 49 * HOUR],
  [-49 * HOUR, NOON - 49 * HOUR],
])("a server's clock that differs by %d ms gives the other time %j", (difference, time) => {
  expect(timeInDoubt(dateAfter(difference), NOON)).toBe(time);
  expect(timeInDoubt(null, NOON)).toBeNull();
});
