import { ageMs } from '../domain/stored-time.ts';
import { language, t } from './t.ts';

/**
 * The time of a balance, formatted by `clock` (Unix milliseconds), or "an unknown time" if its `as_of` lies in
 * the future because the clock was set back since. `now` is in Unix milliseconds.
 */
export function balanceTime(
  { as_of }: { as_of: number },
  now: number,
  clock: (at: number) => string,
): string {
  const at = as_of * 1000;
  return ageMs(at, now) === null ? t('timeUnknown') : clock(at);
}

/**
 * A clock time ("14:05"), after the day unless that is today. `at` and `now` are Unix milliseconds, `language`
 * is a BCP 47 tag. `timeZone` defaults to the browser's.
 */
export function clockTime(at: number, now: number, language: string, timeZone?: string): string {
  const day = new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'short' });
  const sameDay = day.format(at) === day.format(now);
  const format = new Intl.DateTimeFormat(language, {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(!sameDay && { month: 'short', day: 'numeric' }),
    ...(now - at > 300 * 86_400_000 && { year: 'numeric' }),
  });
  return spaced(format.format(at));
}

/** A number of days, hours or minutes in words. */
export function formatDuration(count: number, unit: 'day' | 'hour' | 'minute'): string {
  const options = { style: 'unit', unit, unitDisplay: 'long' } as const;
  return spaced(new Intl.NumberFormat(language(), options).format(count));
}

/** The text with a space between digits and Chinese characters, as in the texts: "18 天". */
export function spaced(text: string): string {
  return text.replace(/(?<=\d)(?=\p{Lo})|(?<=\p{Lo})(?=\d)/gu, ' ');
}
