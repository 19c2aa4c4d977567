import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { type Caller, RequestQueue } from '../../../proxy/platform/admission/request-queue.ts';
import { PlatformError } from '../../../proxy/platform/errors/platform-error.ts';
import { pass, useVirtualTime } from '../../support/isolation/virtual-time.ts';

const LIMIT_MS = 10_000;

/** Whether a platform takes the call that arrives now. */
type Allows = () => boolean;

/** Calls in windows that begin at any moment of ours. */
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

/** A queue in front of a platform, and what came of the calls through it. */
function connect({ allows, retryAfter, latencyMs = 40 }: Platform) {
  const waiting: number[] = [];
  const queue = new RequestQueue({
    maxWaitMs: LIMIT_MS,
    elapsedMs: () => performance.now(),
    random: () => 0.5,
    observer: { queuedRequests: (count) => waiting.push(count), requestQueued: () => {} },
  });
  const counts = { calls: 0, refused: 0 };
  const done: { caller: Caller; outcome: 'ok' | 'failed'; tookMs: number }[] = [];
  const call = (caller: Caller) => {
    const from = Date.now();
    const end = (outcome: 'ok' | 'failed') =>
      done.push({ caller, outcome, tookMs: Date.now() - from });
    const attempt = async () => {
      counts.calls += 1;
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
  const sessions = (count: number) => {
    for (let index = 0; index < count; index++) call({ key: `${index}`, isSignIn: false });
  };
  return { call, sessions, counts, done, waiting };
}

const slowest = (done: readonly { tookMs: number }[]) =>
  Math.max(...done.map(({ tookMs }) => tookMs));

const limited = fc.record({
  limit: fc.integer({ min: 5, max: 40 }),
  /** How many seconds the platform needs for all calls. */
  seconds: fc.double({ min: 1, max: 6, noNaN: true }),
  isBucket: fc.boolean(),
  phaseMs: fc.integer({ min: 0, max: 999 }),
  retryAfter: fc.constantFrom(1, undefined),
  latencyMs: fc.constantFrom(5, 40, 250),
});

test('whatever the platform lets through, everybody is served, with few refusals', async () => {
  useVirtualTime();
  await fc.assert(
    fc.asyncProperty(limited, async (one) => {
      const { limit, seconds, isBucket, phaseMs, ...platform } = one;
      const allows = isBucket ? bucket(limit, limit) : windows(limit, 1_000, phaseMs);
      const { sessions, counts, done } = connect({ allows, ...platform });
      const count = Math.ceil(limit * seconds);
      sessions(count);
      await pass(2 * LIMIT_MS);
      expect(done.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      expect(done).toHaveLength(count);
      expect(slowest(done)).toBeLessThan(1_000 * (seconds * 1.35 + 2));
      expect(counts.refused).toBeLessThan(count * 1.3);
    }),
    { numRuns: 60 },
  );
});

/** Timers fire late, at whole multiples of `periodMs`, as in a process that has little of the processor. */
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
  'timers that fire late cost no turns (window at %i ms)',
  async (phaseMs) => {
    useVirtualTime();
    fireTimersEvery(400);
    const { sessions, counts, done } = connect({
      allows: windows(10, 1_000, phaseMs),
      retryAfter: 1,
    });
    sessions(60);
    await pass(LIMIT_MS);
    expect(done.map(({ outcome }) => outcome)).toEqual(Array(60).fill('ok'));
    expect(counts.refused).toBeLessThan(80);
  },
);

test('an unlimited platform is never slowed down', async () => {
  useVirtualTime();
  const { sessions, done, waiting } = connect({ allows: () => true });
  for (let second = 0; second < 20; second++) {
    sessions(200);
    await pass(1_000);
  }
  expect(done).toHaveLength(4_000);
  expect(slowest(done)).toBeLessThan(100);
  expect(waiting).toEqual([]);
});

test('a limit that is gone slows nobody down after a minute', async () => {
  useVirtualTime();
  let allows = windows(10, 1_000, 0);
  const { sessions, done, call } = connect({ allows: () => allows(), retryAfter: 1 });
  sessions(40);
  await pass(LIMIT_MS);
  allows = () => true;
  await pass(61_000);
  call({ key: 'one', isSignIn: false });
  await pass(1_000);
  done.length = 0;
  sessions(500);
  await pass(1_000);
  expect(done).toHaveLength(500);
  expect(slowest(done)).toBeLessThan(100);
});

test('a platform that takes nothing gets a call a second, and everybody an error in time', async () => {
  useVirtualTime();
  const { sessions, done, counts } = connect({ allows: () => false });
  sessions(60);
  await pass(3_000);
  const before = counts.calls;
  await pass(4 * LIMIT_MS);
  expect(done.map(({ outcome }) => outcome)).toEqual(Array(60).fill('failed'));
  expect(slowest(done)).toBeLessThanOrEqual(LIMIT_MS + 100);
  expect(counts.calls - before).toBeLessThan(10);
});

test('a long Retry-After of one session fails that session at once, and slows down no other', async () => {
  useVirtualTime();
  let calls = 0;
  const { sessions, done } = connect({ allows: () => ++calls !== 3, retryAfter: 60 });
  sessions(10);
  await pass(1_000);
  expect(done.filter(({ outcome }) => outcome === 'failed')).toHaveLength(1);
  expect(slowest(done)).toBeLessThan(100);
});

test('a sign-in goes before polls that wait, and many from one address after one from another', async () => {
  useVirtualTime();
  const { sessions, call, done } = connect({ allows: windows(5, 1_000, 0), retryAfter: 1 });
  sessions(40);
  await pass(1_500);
  for (let index = 0; index < 40; index++) call({ key: 'crowd', isSignIn: true });
  call({ key: 'alone', isSignIn: true });
  await pass(LIMIT_MS);
  const alone = done.find(({ caller }) => caller.key === 'alone');
  expect(alone).toMatchObject({ outcome: 'ok' });
  expect(alone?.tookMs).toBeLessThan(3_000);
});

test('calls that wait go in the order in which they came', async () => {
  useVirtualTime();
  const { sessions, done } = connect({ allows: bucket(5, 5), retryAfter: 1 });
  sessions(30);
  await pass(LIMIT_MS);
  const served = done.map(({ caller }) => Number(caller.key));
  expect(served).toHaveLength(30);
  const late = served.slice(5).map((key, place) => Math.abs(key - place - 5));
  expect(Math.max(...late)).toBeLessThanOrEqual(12);
});
