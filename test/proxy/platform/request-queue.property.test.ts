import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { Caller } from '../../../proxy/platform/admission/request-queue.ts';
import { PlatformError } from '../../../proxy/platform/errors/platform-error.ts';
import { createQueue, fireTimersEvery, MAX_WAIT_MS } from '../../support/isolation/test-queue.ts';
import { pass, useVirtualTime } from '../../support/isolation/virtual-time.ts';

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
