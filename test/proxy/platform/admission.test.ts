import { beforeEach, describe, expect, test } from 'vitest';
import { CircuitBreaker } from '../../../proxy/platform/admission/circuit-breaker.ts';
import { Cooldowns } from '../../../proxy/platform/admission/cooldowns.ts';
import { RefreshBudget } from '../../../proxy/platform/admission/refresh-budget.ts';
import {
  PlatformError,
  type PlatformErrorKind,
} from '../../../proxy/platform/errors/platform-error.ts';
import { clientOf, type TestResponse } from '../../support/isolation/test-client.ts';
import { createTestPlatform } from '../../support/isolation/test-platform.ts';
import { pass, useVirtualTime } from '../../support/isolation/virtual-time.ts';

/** Fakes with a random number that shortens each backoff by a quarter. */
function clock() {
  const time = { now: 0 };
  return { time, options: { now: () => time.now, random: () => 0.5 } };
}

/** Expects that a condition holds after so many milliseconds and not before; leaves the time there. */
function expectAfter(time: { now: number }, ms: number, condition: () => boolean): void {
  if (ms > 0) {
    time.now += ms - 1;
    expect(condition()).toBe(false);
    time.now += 1;
  }
  expect(condition()).toBe(true);
}

describe('cooldowns', () => {
  function createCooldowns() {
    const { time, options } = clock();
    const cooldowns = new Cooldowns(options);
    return { cooldowns, time, isSent: () => cooldowns.errorOf('key') === undefined };
  }

  test.each<[PlatformErrorKind, number[]]>([
    ['unavailable', [0, 0, 0, 0, 750, 1_500, 2_250, 2_250]],
    ['refused', [0, 0, 750, 1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000]],
    ['unreadable', [0, 0, 0, 0, 0, 0, 0, 0]],
  ])('after failures in a row: %s', (kind, expected) => {
    const { cooldowns, time, isSent } = createCooldowns();
    for (const ms of expected) {
      cooldowns.failed('key', new PlatformError(kind, 'x'));
      expect(cooldowns.errorOf('other')).toBeUndefined();
      expectAfter(time, ms, isSent);
    }
  });

  test('Retry-After counts instead of the backoff, and names the seconds that are left', () => {
    const { cooldowns, time, isSent } = createCooldowns();
    for (let count = 0; count < 9; count++) {
      const failed = new PlatformError('refused', 'x', { retryAfterSeconds: 2 });
      cooldowns.failed('key', failed);
      time.now += 999;
      const expected = { kind: 'refused', retryAfterSeconds: 2, notSent: true, inDoubt: false };
      expect(cooldowns.errorOf('key')).toMatchObject(expected);
      expectAfter(time, 1_001, isSent);
    }
  });

  test('a success, a request that was not sent and another error start none', () => {
    const { cooldowns, isSent } = createCooldowns();
    const failed = new PlatformError('refused', 'x');
    cooldowns.failed(
      'key',
      new PlatformError('refused', 'x', { retryAfterSeconds: 2, notSent: true }),
    );
    cooldowns.failed('key', new Error('x'));
    for (const count of [1, 2, 3]) {
      for (let failure = 1; failure < 3; failure++) cooldowns.failed('key', failed);
      expect(isSent(), `${count}`).toBe(true);
      cooldowns.succeeded('key', 0);
      expect(cooldowns.allowsBackground('key')).toBe(true);
    }
  });

  test('a background request waits for the interval, the cooldown and five seconds after a failure', () => {
    const { cooldowns, time } = createCooldowns();
    const isAllowed = () => cooldowns.allowsBackground('key');
    cooldowns.succeeded('key', 30_000);
    expectAfter(time, 30_000, isAllowed);
    cooldowns.failed('key', new PlatformError('unavailable', 'x'));
    expectAfter(time, 5_000, isAllowed);
    cooldowns.failed('key', new PlatformError('unavailable', 'x', { retryAfterSeconds: 60 }));
    expectAfter(time, 60_000, isAllowed);
    cooldowns.failed('key', new PlatformError('unavailable', 'x'));
    time.now -= 1;
    expect(isAllowed()).toBe(true);
    expect(cooldowns.errorOf('key')).toBeUndefined();
  });
});

test('only a request that may have been written is in doubt', () => {
  const timeout = new PlatformError('timeout', 'x');
  expect(timeout.inDoubt).toBe(true);
  expect(new PlatformError('timeout', 'x', { isWritten: false }).inDoubt).toBe(false);
  expect(new PlatformError('refused', 'x').inDoubt).toBe(false);
  const notSent = timeout.toNotSent(7);
  const expected = { notSent: true, inDoubt: false, retryAfterSeconds: 7 };
  expect(notSent).toMatchObject({ ...expected, detail: 'not sent again yet after x' });
  expect(notSent.toNotSent(7).detail).toBe(notSent.detail);
});

test('a caller has three forced refreshes, and another one each minute', () => {
  const { time, options } = clock();
  const budget = new RefreshBudget(options.now);
  const take = () => budget.take('caller');
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
  expectAfter(time, 60_000, take);
  budget.empty('caller');
  expect(budget.take('other')).toBe(true);
  expectAfter(time, 60_000, take);
  time.now += 600_000;
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
});

/** Requests in order: the time in milliseconds, the caller, and the response or whether none was requested. */
const FOUR_FAILURES = '0 a timeout | 0 a timeout | 0 a timeout | 0 b timeout';
const OPENED = `${FOUR_FAILURES} | 0 b timeout opened`;
const SCENARIOS: Record<string, string[]> = {
  'five failures of two callers open it, three of one never do': [
    '0 a cut_off | 0 a timeout | 0 a unreachable | 0 a unavailable',
    '0 b unavailable | 0 b unavailable opened | 0 b not sent 1',
  ],
  'a success in between starts the count again': [FOUR_FAILURES, '0 a ok', OPENED],
  'a response of a platform that is up counts as a success': [
    `${FOUR_FAILURES} | 0 a refused | 0 b timeout | 0 b ok`,
  ],
  'trials follow each other after a growing time, and a success closes it': [
    `${OPENED} | 749 c not sent 1 | 750 c timeout | 750 d not sent 2`,
    '2249 d not sent 1 | 2250 d timeout | 3749 e not sent 1 | 3750 e ok closed | 3750 e ok',
  ],
  'after a failed trial the same caller waits twice as long': [
    `${OPENED} | 750 a timeout | 2250 a not sent 2 | 3749 a not sent 1 | 3750 a timeout`,
    '5250 b ok closed | 5250 a timeout | 5250 a ok',
  ],
  'a clock that is set back ends the wait': [`${OPENED} | -1 a refused closed`],
  'another error changes nothing': [
    `${FOUR_FAILURES} | 0 b other | 0 b timeout opened | 750 b other | 750 b not sent 3`,
  ],
};

test.each(Object.entries(SCENARIOS))('the circuit breaker: %s', async (_title, lines) => {
  const { time, options } = clock();
  const steps = lines.join(' | ').split(' | ');
  const changes: string[] = [];
  const onChange = (error: PlatformError | undefined) =>
    changes.push(error ? ' opened' : ' closed');
  const breaker = new CircuitBreaker({ ...options, onChange });
  const trace: string[] = [];
  for (const step of steps) {
    const [atMs = '', caller = '', kind = ''] = step.split(' ');
    time.now = Number(atMs);
    const result = await breaker
      .run(caller, async () => {
        if (kind === 'other') throw new Error(kind);
        if (kind !== 'ok') throw new PlatformError(kind as PlatformErrorKind, 'x');
        return kind;
      })
      .catch((error) => (error.notSent ? `not sent ${error.retryAfterSeconds}` : kind));
    trace.push(`${atMs} ${caller} ${result}${changes.splice(0).join('')}`);
  }
  expect(trace).toEqual(steps);
});

test('the circuit breaker lets one trial through at a time', async () => {
  const { time, options } = clock();
  const breaker = new CircuitBreaker({ ...options, onChange: () => {} });
  const fail = () => Promise.reject(new PlatformError('timeout', 'x'));
  for (const caller of ['a', 'b', 'a', 'b', 'a']) await breaker.run(caller, fail).catch(() => {});
  time.now += 750;
  const { promise, resolve } = Promise.withResolvers<string>();
  const trial = breaker.run('c', () => promise);
  await expect(breaker.run('d', fail)).rejects.toMatchObject({ notSent: true });
  resolve('response');
  expect(await trial).toBe('response');
});

describe('several callers that are refused with 429 show a limit', () => {
  const LIMITED = 'rate_limited: queued for too long';
  const SENT = 'rate_limited: status 429';

  beforeEach(useVirtualTime);

  const TIMEOUT = new PlatformError('timeout', 'x');

  /** What a further request ends with after 13 code exchanges with a response, and 429 for these callers. */
  async function furtherRequest(response: TestResponse | Error, refused: readonly string[]) {
    const { accountApi, oauth, exchange } = clientOf(...Array(13).fill(response), { status: 429 });
    const read = (caller: string) => accountApi.userInfo('t', caller);
    for (let count = 0; count < 13; count++) await exchange('code').catch(() => {});
    for (const caller of refused) {
      if (caller === 'check') await oauth.checkCredentials();
      else await (caller === 'code' ? exchange(caller) : read(caller)).catch(() => {});
    }
    const further = read('d').catch(({ message }) => message);
    await pass(1_000);
    return further;
  }

  test.each<[string, TestResponse | Error, string[], string]>([
    ['nothing was accepted', TIMEOUT, ['a', 'b', 'c'], LIMITED],
    ['one of them was a code exchange', TIMEOUT, ['a', 'b', 'code'], SENT],
    ['one of them was a check of the credentials', TIMEOUT, ['a', 'b', 'check'], SENT],
    ['many were refused before', { status: 429 }, ['a', 'b', 'c'], LIMITED],
    ['many were accepted', { json: { access_token: 'a' } }, ['a', 'b', 'c'], SENT],
    ['many got another response', { status: 418 }, ['a', 'b', 'c'], SENT],
    ['many responses were not handled', new Error('x'), ['a', 'b', 'c'], SENT],
  ])('or not, if %s', async (_what, response, refused, expected) => {
    expect(await furtherRequest(response, refused)).toBe(expected);
  });
});

test('a check of the credentials has no circuit breaker and no cooldown', async () => {
  const { oauth, outcomes } = clientOf(new PlatformError('timeout', 'x'));
  for (let count = 0; count < 9; count++) await oauth.checkCredentials();
  expect(outcomes).toEqual(Array(9).fill('credentials_check timeout'));
});

test('admission keeps the cooldown and the budget of a caller', async () => {
  const { requests, admission } = clientOf({ json: { access_token: 'a' } });
  expect(admission.allowsBackgroundRefresh('caller')).toBe(true);
  await admission.run('refresh', 'caller', requests.refresh);
  expect(admission.allowsBackgroundRefresh('caller')).toBe(false);
  expect(admission.allowsBackgroundRefresh('other')).toBe(true);
  expect(admission.takeForcedRefresh('caller')).toBe(true);
  admission.forcedRefreshRefused('caller');
  expect(admission.takeForcedRefresh('caller')).toBe(false);
});

test('admission has a circuit breaker for each endpoint, and reports which one opens', async () => {
  const changes: unknown[] = [];
  const error = new PlatformError('timeout', 'x');
  const send = () => Promise.reject(error);
  const { accountApi } = createTestPlatform(send, {
    onCircuitChange: (...change) => changes.push(change),
  });
  for (const caller of ['a', 'b', 'a', 'b', 'c']) {
    await accountApi.topUpUrl('token', caller).catch(() => {});
  }
  expect(changes).toEqual([['topup', error]]);
  await expect(accountApi.topUpUrl('token', 'd')).rejects.toMatchObject({ notSent: true });
  await expect(accountApi.userInfo('token', 'd')).rejects.toBe(error);
});
