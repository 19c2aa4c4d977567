import * as fc from 'fast-check';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Caller, RequestQueue } from '../../../proxy/platform/admission/request-queue.ts';
import { PlatformError } from '../../../proxy/platform/errors/platform-error.ts';
import { pass, useVirtualTime } from '../../support/isolation/virtual-time.ts';

const MAX_WAIT_MS = 10_000;

beforeEach(useVirtualTime);

/** Whether the platform accepts the request that arrives now. */
type Allows = () => boolean;

/** A fixed window whose start is shifted by `phaseMs`. */
function windows(limit: number, lengthMs: number, phaseMs: number): Allows {
  let [window, used] = [-1, 0];
  return () => {
    const current = Math.floor((Date.now() + phaseMs) / lengthMs);
    if (current !== window) [window, used] = [current, 0];
    used += 1;
    return used <= limit;
  };
}

function bucket(size: number, perSecond: number): Allows {
  let [tokens, at] = [size, Date.now()];
  return () => {
    const now = Date.now();
    tokens = Math.min(size, tokens + ((now - at) / 1000) * perSecond);
    at = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

interface Platform {
  allows: Allows;
  retryAfter?: number | undefined;
  latencyMs?: number;
}

/** A queue, and what it reports: how many requests wait, and how many seconds each has waited. */
function createQueue() {
  const waiting: number[] = [];
  const waits: number[] = [];
  const queue = new RequestQueue({
    maxWaitMs: MAX_WAIT_MS,
    elapsedMs: () => performance.now(),
    random: () => 0.5,
    observer: {
      queuedRequests: (count) => waiting.push(count),
      requestQueued: (seconds) => waits.push(seconds),
    },
  });
  return { queue, waiting, waits };
}

/** A queue in front of a platform, and the results of its requests. */
function connect({ allows, retryAfter, latencyMs = 40 }: Platform) {
  const { queue, waiting } = createQueue();
  const counts = { sent: 0, refused: 0 };
  const done: { caller: Caller; outcome: 'ok' | 'failed'; tookMs: number }[] = [];
  const send = (caller: Caller) => {
    const from = Date.now();
    const end = (outcome: 'ok' | 'failed') =>
      done.push({ caller, outcome, tookMs: Date.now() - from });
    const attempt = async () => {
      counts.sent += 1;
      const isAllowed = allows() || caller.isSignIn;
      await new Promise((resolve) => setTimeout(resolve, latencyMs));
      if (isAllowed) return queue.rate.accepted();
      counts.refused += 1;
      if (!caller.isSignIn) queue.rate.refused(caller.key);
      throw new PlatformError('rate_limited', 'status 429', { retryAfterSeconds: retryAfter });
    };
    queue.run(caller, attempt).then(
      () => end('ok'),
      () => end('failed'),
    );
  };
  const sendAll = (count: number) => {
    for (let index = 0; index < count; index++) send({ key: `${index}`, isSignIn: false });
  };
  return { send, sendAll, counts, done, waiting };
}

const slowest = (done: readonly { tookMs: number }[]) =>
  Math.max(...done.map(({ tookMs }) => tookMs));

const limited = fc.record({
  limit: fc.integer({ min: 5, max: 40 }),
  /** How many seconds the platform needs for all requests. */
  seconds: fc.double({ min: 1, max: 6, noNaN: true }),
  isBucket: fc.boolean(),
  phaseMs: fc.integer({ min: 0, max: 999 }),
  retryAfter: fc.constantFrom(1, undefined),
  latencyMs: fc.constantFrom(5, 40, 250),
});

test('all requests succeed at any rate limit, with few refusals', async () => {
  await fc.assert(
    fc.asyncProperty(limited, async (one) => {
      const { limit, seconds, isBucket, phaseMs, ...platform } = one;
      const allows = isBucket ? bucket(limit, limit) : windows(limit, 1_000, phaseMs);
      const { sendAll, counts, done } = connect({ allows, ...platform });
      const count = Math.ceil(limit * seconds);
      sendAll(count);
      await pass(2 * MAX_WAIT_MS);
      expect(done.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      expect(done).toHaveLength(count);
      expect(slowest(done)).toBeLessThan(1_000 * (seconds * 1.35 + 2));
      expect(counts.refused).toBeLessThan(count * 1.3);
    }),
    { numRuns: 60 },
  );
});

/** Makes timers fire late, at multiples of `periodMs`, as on a busy machine. */
function fireTimersEvery(periodMs: number): void {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = ((run: () => void, delayMs = 0) => {
    const now = Date.now();
    return setTimeout(run, Math.ceil((now + delayMs) / periodMs) * periodMs - now);
  }) as typeof setTimeout;
  onTestFinished(() => {
    globalThis.setTimeout = setTimeout;
  });
}

test.each([0, 250, 500, 750])(
  'timers that fire late do not lower the rate (window at %i ms)',
  async (phaseMs) => {
    fireTimersEvery(400);
    const { sendAll, counts, done } = connect({
      allows: windows(10, 1_000, phaseMs),
      retryAfter: 1,
    });
    sendAll(60);
    await pass(MAX_WAIT_MS);
    expect(done.map(({ outcome }) => outcome)).toEqual(Array(60).fill('ok'));
    expect(counts.refused).toBeLessThan(80);
  },
);

test('requests to a platform without a limit never wait', async () => {
  const { sendAll, done, waiting } = connect({ allows: () => true });
  for (let second = 0; second < 20; second++) {
    sendAll(200);
    await pass(1_000);
  }
  expect(done).toHaveLength(4_000);
  expect(slowest(done)).toBeLessThan(100);
  expect(waiting).toEqual([]);
});

test('a limit that is gone is forgotten after a minute', async () => {
  let allows = windows(10, 1_000, 0);
  const { sendAll, done, send } = connect({ allows: () => allows(), retryAfter: 1 });
  sendAll(40);
  await pass(MAX_WAIT_MS);
  allows = () => true;
  await pass(61_000);
  send({ key: 'one', isSignIn: false });
  await pass(1_000);
  done.length = 0;
  sendAll(500);
  await pass(1_000);
  expect(done).toHaveLength(500);
  expect(slowest(done)).toBeLessThan(100);
});

test('a platform that accepts nothing gets a request per second, and every request fails in time', async () => {
  const { sendAll, done, counts } = connect({ allows: () => false });
  sendAll(60);
  await pass(3_000);
  const before = counts.sent;
  await pass(4 * MAX_WAIT_MS);
  expect(done.map(({ outcome }) => outcome)).toEqual(Array(60).fill('failed'));
  expect(slowest(done)).toBeLessThanOrEqual(MAX_WAIT_MS + 100);
  expect(counts.sent - before).toBeLessThan(10);
});

test('a long Retry-After fails that caller at once, and delays no other', async () => {
  let count = 0;
  const { sendAll, done } = connect({ allows: () => ++count !== 3, retryAfter: 60 });
  sendAll(10);
  await pass(1_000);
  expect(done.filter(({ outcome }) => outcome === 'failed')).toHaveLength(1);
  expect(slowest(done)).toBeLessThan(100);
});

test('a sign-in precedes queued reads and further sign-ins from another address', async () => {
  const { sendAll, send, done } = connect({ allows: windows(5, 1_000, 0), retryAfter: 1 });
  sendAll(40);
  await pass(1_500);
  for (let index = 0; index < 40; index++) send({ key: 'crowd', isSignIn: true });
  send({ key: 'alone', isSignIn: true });
  await pass(MAX_WAIT_MS);
  const alone = done.find(({ caller }) => caller.key === 'alone');
  expect(alone).toMatchObject({ outcome: 'ok' });
  expect(alone?.tookMs).toBeLessThan(3_000);
});

test('queued requests are sent in order of arrival', async () => {
  const { sendAll, done } = connect({ allows: bucket(5, 5), retryAfter: 1 });
  sendAll(30);
  await pass(MAX_WAIT_MS);
  const served = done.map(({ caller }) => Number(caller.key));
  expect(served).toHaveLength(30);
  const late = served.slice(5).map((key, place) => Math.abs(key - place - 5));
  expect(Math.max(...late)).toBeLessThanOrEqual(12);
});

test.each<[string, PlatformError, number[]]>([
  ['a 429', new PlatformError('rate_limited', 'x'), [0, 1_125, 2_250, 4_500, 9_000]],
  ['a 429 that was not sent', new PlatformError('rate_limited', 'x', { notSent: true }), [0]],
  ['another error', new PlatformError('unavailable', 'x', { retryAfterSeconds: 1 }), [0]],
])('%s of one caller is repeated with a backoff, or never', async (_what, error, times) => {
  const { queue, waiting, waits } = createQueue();
  const [from, sent] = [Date.now(), [] as number[]];
  const result = queue.run({ key: 'one', isSignIn: false }, async () => {
    sent.push(Date.now() - from);
    throw error;
  });
  result.catch(() => {});
  await pass(3 * MAX_WAIT_MS);
  await expect(result).rejects.toBe(error);
  expect(sent).toEqual(times);
  expect(waiting).toEqual(times.slice(1).flatMap(() => [1, 0]));
  expect(waits).toEqual(times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1000));
});
