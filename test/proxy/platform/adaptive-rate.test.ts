import { expect, test } from 'vitest';
import { AdaptiveRate } from '../../../proxy/platform/admission/adaptive-rate.ts';

/** Requests that were queued with others behind them, queued alone, or not queued. */
const SENDING: Record<string, [wasQueued: boolean, isSaturated: boolean]> = {
  queued: [true, true],
  last: [true, false],
  'at-once': [false, false],
};

/** Sends requests until the next one has to wait; at most 50, if there is no limit. */
function send(rate: AdaptiveRate, kind: string): string {
  const [wasQueued, isSaturated] = SENDING[kind] ?? [false, false];
  let count = 0;
  for (; rate.delayMs() === 0 && count < 50; count++) rate.sent(wasQueued, isSaturated);
  return `${kind} ${count} wait ${rate.delayMs()}`;
}

/** Carries out a step, and describes it with what was sent. */
function carryOut(rate: AdaptiveRate, kind: string, argument: string): string {
  if (kind in SENDING) return send(rate, kind);
  if (kind === 'refused') for (const caller of argument) rate.refused(caller);
  else for (let count = 0; count < Number(argument); count++) rate.accepted();
  return `${kind} ${argument}`;
}

/** Each step starts with its time in milliseconds, and callers have one letter. */
const SCENARIOS = {
  'two callers are refused': '0 refused ab | 0 queued 50 wait 0',
  'one caller is refused three times': '0 refused aaa | 0 queued 50 wait 0',
  'less than a fifth is refused': '0 accepted 13 | 0 refused abc | 0 queued 50 wait 0',
  'more than a second lies between the refusals':
    '0 refused a | 500 refused b | 1001 refused c | 1001 queued 50 wait 0',
  'a second lies between the refusals':
    '0 refused a | 500 refused b | 1000 refused c | 2000 queued 1 wait 1000',
  'a fifth is refused': '0 accepted 12 | 0 refused abc | 1000 queued 1 wait 93',
  'what was accepted before the last second does not count':
    '0 accepted 13 | 1001 refused abc | 2001 queued 1 wait 1000',
  'late responses show that more is accepted':
    '0 accepted 10 | 0 refused abc | 999 accepted 2 | 1000 accepted 5 | 1000 queued 1 wait 93 | 1093 queued 1 wait 93 | 1950 queued 9 wait 69 | 2001 queued 0 wait 18',
  'late responses show that less is accepted':
    '0 accepted 10 | 0 refused abc | 999 accepted 1 | 999 accepted 1 | 1500 queued 6 wait 56',
  'it grows from a small rate':
    '0 accepted 5 | 0 refused abc | 1000 accepted 1 | 1999 queued 5 wait 1000 | 2000 queued 0 wait 999 | 3000 accepted 1 | 4000 queued 9 wait 1000',
  'it grows from a big rate':
    '0 accepted 20 | 0 refused abcde | 1999 accepted 1 | 2000 queued 26 wait 1000 | 3000 queued 25 wait 24',
  'nothing is accepted, it does not grow': '0 accepted 5 | 0 refused abc | 2000 queued 5 wait 1000',
  'the queue is empty, it does not grow':
    '0 accepted 5 | 0 refused abc | 2000 accepted 1 | 2000 last 5 wait 1000 | 3000 queued 8 wait 53',
  'one caller is refused, it grows':
    '0 accepted 5 | 0 refused abc | 2000 accepted 1 | 2000 refused a | 2000 queued 9 wait 1000',
  'two callers are refused, it does not grow':
    '0 accepted 10 | 0 refused abc | 1000 accepted 20 | 1000 refused ab | 2000 queued 9 wait 1000',
  'requests that were not queued do not catch up':
    '0 accepted 5 | 0 refused abc | 1500 at-once 2 wait 223 | 1722 at-once 0 wait 1 | 1723 at-once 1 wait 222 | 1900 at-once 0 wait 45',
  'it falls to what is accepted, and grows slowly':
    '0 accepted 20 | 0 refused abcde | 999 refused ab | 1000 refused a | 2001 accepted 12 | 2001 refused ab | 2500 queued 11 wait 1000 | 3000 accepted 1 | 3001 queued 0 wait 499 | 3002 accepted 1 | 4001 queued 13 wait 1000 | 4500 accepted 1 | 5100 queued 16 wait 1000',
  'it falls by half, once per second':
    '0 accepted 20 | 0 refused abcde | 2000 refused ab | 2999 refused ab | 4100 queued 9 wait 1000 | 5100 refused ab | 6200 queued 5 wait 1000',
  'it falls to one per second':
    '0 accepted 2 | 0 refused abc | 1000 refused ab | 2500 queued 2 wait 1000 | 3500 refused ab | 4700 queued 1 wait 1000 | 6000 accepted 1 | 6100 queued 2 wait 1000',
  'it is forgotten after a minute':
    '0 refused abc | 60000 at-once 1 wait 1000 | 61000 queued 1 wait 1000 | 61001 at-once 0 wait 999 | 62000 refused abc | 62000 queued 1 wait 1000',
  'two refusals confirm it':
    '0 refused abc | 30000 refused ab | 90000 at-once 1 wait 1000 | 91000 refused a | 91000 at-once 50 wait 0',
};

test.each(Object.entries(SCENARIOS))('the rate, if %s', (_title, scenario) => {
  let now = 0;
  const rate = new AdaptiveRate(() => now);
  const trace = scenario.split(' | ').map((step) => {
    const [atMs = '', kind = '', argument = ''] = step.split(' ');
    now = Number(atMs);
    return `${atMs} ${carryOut(rate, kind, argument)}`;
  });
  expect(trace.join(' | ')).toBe(scenario);
});
