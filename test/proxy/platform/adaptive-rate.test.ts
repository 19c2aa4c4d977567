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

/** Nine in ten of the accepted requests count: 4.5 or 18 per second, from 1000 on. */
const AT_4_5 = '0 accepted 5 | 0 refused abc';
const AT_18 = '0 accepted 20 | 0 refused abcde';

/**
 * Steps with their time in milliseconds. Callers have one letter. `queued 5 wait 93` means that five requests are
 * sent, and the next one has to wait for 93 ms.
 */
const SCENARIOS: Record<string, string[]> = {
  'two callers are refused': ['0 refused ab | 0 queued 50 wait 0'],
  'one caller is refused three times': ['0 refused aaa | 0 queued 50 wait 0'],
  'less than a fifth is refused': ['0 accepted 13 | 0 refused abc | 0 queued 50 wait 0'],
  'a fifth is refused': [
    '0 accepted 12 | 0 refused abc',
    '1000 queued 1 wait 93', // 10.8 per second
  ],
  'more than a second lies between the refusals': [
    '0 refused a | 500 refused b | 1001 refused c | 1001 queued 50 wait 0',
  ],
  'a second lies between the refusals': [
    '0 refused a | 500 refused b | 1000 refused c',
    '2000 queued 1 wait 1000', // nothing was accepted: one per second
  ],
  'what was accepted before the last second does not count': [
    '0 accepted 13 | 1001 refused abc | 2001 queued 1 wait 1000',
  ],
  'late responses show that more is accepted': [
    '0 accepted 10 | 0 refused abc | 999 accepted 2 | 1000 accepted 5',
    '1000 queued 1 wait 93 | 1093 queued 1 wait 93', // 10.8: those at 999 are late, not those at 1000
    '1950 queued 9 wait 69 | 2001 queued 0 wait 18', // 11 in a second, then again one every 93 ms
  ],
  'late responses show that less is accepted': [
    '0 accepted 10 | 500 refused abc | 1200 accepted 1',
    '2000 queued 5 wait 56', // still 9 per second
  ],
  'it grows from a small rate': [
    `${AT_4_5} | 1000 accepted 1`,
    '1999 queued 5 wait 1000', // less than a second after the start
    '3000 accepted 1 | 4000 queued 9 wait 1000', // 4.5 + 4
  ],
  'it grows from a big rate': [
    `${AT_18} | 1999 accepted 1`,
    '2000 queued 26 wait 1000', // 18 * 1.4
  ],
  'nothing is accepted, it does not grow': [`${AT_4_5} | 2000 queued 5 wait 1000`],
  'the queue is empty, it does not grow': [
    `${AT_4_5} | 2000 accepted 1`,
    '2000 last 5 wait 1000 | 3000 queued 8 wait 53', // 4.5, and 8.5 with a queue
  ],
  'one caller is refused, it grows': [
    `${AT_4_5} | 2000 accepted 1 | 2000 refused a | 2000 queued 9 wait 1000`,
  ],
  'two callers are refused, it does not grow': [
    '0 accepted 10 | 0 refused abc | 1000 accepted 20',
    '1000 refused ab | 2000 queued 9 wait 1000',
  ],
  'requests that were not queued do not catch up': [
    `${AT_4_5} | 1500 at-once 2 wait 223`, // instead of three
    '1722 at-once 0 wait 1 | 1723 at-once 1 wait 222',
  ],
  'it falls to the accepted rate': [
    `${AT_18} | 2001 accepted 12 | 2001 refused ab`,
    '2500 queued 11 wait 1000', // 10.8 per second
  ],
  'it grows slowly after it has fallen': [
    `${AT_18} | 2001 accepted 12 | 2001 refused ab`,
    '3002 accepted 1 | 4001 queued 13 wait 1000', // 10.8 * 1.2
    '4500 accepted 1 | 5100 queued 16 wait 1000', // once more
  ],
  'it falls by half, once per second': [
    `${AT_18} | 999 refused ab`, // responses to requests before the limit
    '2000 refused ab | 2999 refused ab | 4100 queued 9 wait 1000',
    '5100 refused ab | 6100 refused ab | 7200 queued 3 wait 1000', // 2.25
  ],
  'it falls to one per second, and grows by one': [
    '0 accepted 2 | 0 refused abc | 1000 refused ab | 2500 queued 2 wait 1000', // 1.8
    '3500 refused ab | 4700 queued 1 wait 1000',
    '6000 accepted 1 | 6100 queued 2 wait 1000',
  ],
  'it is forgotten after a minute without a queue': [
    '0 refused abc | 60000 at-once 1 wait 1000',
    '61000 queued 1 wait 1000 | 62000 at-once 50 wait 0',
  ],
  'two refusals confirm it': [
    '0 refused abc | 30000 refused ab | 90000 at-once 1 wait 1000',
    '91000 refused a | 91000 at-once 50 wait 0',
  ],
};

test.each(Object.entries(SCENARIOS))('the rate, if %s', (_title, lines) => {
  let now = 0;
  const rate = new AdaptiveRate(() => now);
  const steps = lines.join(' | ').split(' | ');
  const trace = steps.map((step) => {
    const [atMs = '', kind = '', argument = ''] = step.split(' ');
    now = Number(atMs);
    return `${atMs} ${carryOut(rate, kind, argument)}`;
  });
  expect(trace).toEqual(steps);
});
