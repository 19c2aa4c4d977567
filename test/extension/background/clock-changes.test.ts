import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Background } from '../../../extension/background/create-background.ts';
import { listen } from '../../../extension/background/listeners.ts';
import { accountStatus } from '../../../extension/domain/account-status.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { accountItem, historyItem } from '../../../extension/storage/items.ts';
import {
  account,
  createTestEnvironment,
  errorReply,
  json,
  NOON,
} from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';

const INFO = 'GET /api/user/info';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * The longest refresh interval, in milliseconds: when the extension seems not to have been used for days.
 * An alarm may be a minute off.
 */
const MAX_INTERVAL_MS = 45 * MINUTE;

/** From one ring of the safety net to the next, in milliseconds; that alarm may be a minute off, too. */
const NET_MS = 61 * MINUTE;

/**
 * The longest wait that a response can ask for, in milliseconds, with the minute that spreads the requests.
 * One that began under a clock that was less than an hour ahead may last that long after the clock is right.
 */
const MAX_WAIT_MS = 61 * MINUTE;

type Step =
  | { kind: 'respond' | 'open' | 'sign_in' | 'top_up' | 'restart' | 'ring' | 'net' | 'notice' }
  | { kind: 'fail'; retryAfter: string };

const someStep: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>(
    { kind: 'respond' },
    { kind: 'open' },
    { kind: 'sign_in' },
    { kind: 'top_up' },
    { kind: 'restart' },
    { kind: 'ring' },
    { kind: 'net' },
    { kind: 'notice' },
  ),
  fc
    .constantFrom('1', '60', '3600', '86400', '999999999')
    .map((retryAfter): Step => ({ kind: 'fail', retryAfter })),
);

/** By how much the clock of the browser is off, in milliseconds: from ten years behind to ten years ahead. */
const someOffset = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -3650, max: 3650 }).map((days) => days * DAY) },
  { weight: 2, arbitrary: fc.integer({ min: -24 * 60, max: 24 * 60 }).map((min) => min * MINUTE) },
  { weight: 1, arbitrary: fc.constant(0) },
);

const WAKE_UPS = ['popup', 'worker', 'net', 'tab'] as const;

/** A browser and a proxy, each with a clock; `trueNow` is what both should show. */
function world() {
  resetBrowser();
  const env = createTestEnvironment();
  const real = { now: NOON, offset: 0, proxyOffset: 0, cents: 75_000 };
  const set = () => {
    env.now = real.now + real.offset;
  };
  const balance = () => (real.cents / 100).toFixed(2);
  const date = () => real.now + real.proxyOffset;
  env.routes['GET /api/user/topup'] = () => json(200, { topup_url: 'https://a.example/' });
  const respond = () => {
    const as_of = Math.floor(date() / 1000);
    const headers = { Date: new Date(date()).toUTCString() };
    return json(200, account({ balance_formatted: balance(), as_of }), headers);
  };
  env.routes[INFO] = respond;
  let background: Background = env.background;

  const ring = async (name: string) => {
    const alarm = await fakeBrowser.alarms.get(name);
    if (!alarm) return;
    // A browser takes an alarm without a period away, and sets one with a period anew.
    await fakeBrowser.alarms.clear(name);
    if (alarm.periodInMinutes) {
      const { periodInMinutes } = alarm;
      const when = env.now + periodInMinutes * MINUTE;
      await fakeBrowser.alarms.create(name, { when, periodInMinutes });
    }
    await fakeBrowser.alarms.onAlarm.trigger({ ...alarm, scheduledTime: env.now });
  };

  return {
    env,
    real,
    balance,
    ring,
    /** Lets time pass, and sets the clock of the browser. */
    pass(ms: number, offset: number) {
      real.now += ms;
      real.offset = offset;
      set();
    },
    async restart() {
      for (const event of [
        fakeBrowser.alarms.onAlarm,
        fakeBrowser.runtime.onStartup,
        fakeBrowser.runtime.onMessage,
        fakeBrowser.tabs.onUpdated,
        fakeBrowser.tabs.onRemoved,
        fakeBrowser.windows.onRemoved,
      ]) {
        event.removeAllListeners();
      }
      background = env.restart();
      const wakeUp = vi.spyOn(background, 'wakeUp');
      listen(background);
      await wakeUp.mock.results[0]?.value;
    },
    async take(step: Step) {
      real.cents -= 7;
      env.routes[INFO] =
        step.kind === 'fail'
          ? () => errorReply('rate_limited', { 'Retry-After': step.retryAfter })
          : respond;
      if (step.kind === 'restart') await this.restart();
      else if (step.kind === 'ring') await ring('next-look');
      else if (step.kind === 'net') await ring('look-at-balance');
      else if (step.kind === 'notice') await background.onNotificationClick('top-up');
      else if (step.kind === 'open') await background.handleCommand({ type: 'popup_opened' });
      else if (step.kind === 'sign_in')
        await background.handleCommand({ type: 'sign_in' }).catch(() => undefined);
      else if (step.kind === 'top_up') await background.handleCommand({ type: 'top_up' });
      else await background.handleCommand({ type: 'refresh' });
      env.routes[INFO] = respond;
    },
    async wakeUp(how: (typeof WAKE_UPS)[number]) {
      if (how === 'popup') await background.handleCommand({ type: 'popup_opened' });
      else if (how === 'worker') await this.restart();
      else if (how === 'net') await ring('look-at-balance');
      else {
        await background.onBrowserUse();
        // A use within a minute after a wake-up, by a clock that was ahead, is not the last one.
        this.pass(2 * MINUTE, 0);
        await background.onBrowserUse();
      }
    },
  };
}

const noFuture = (times: readonly number[], now: number) =>
  times.filter((at) => at > now).map((at) => new Date(at).toISOString());

test('balance, alarms and history are right within one interval after the clock is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(someStep, someOffset, fc.integer({ min: 1, max: 90 })), {
        minLength: 1,
        maxLength: 12,
      }),
      fc.constantFrom(...WAKE_UPS),
      fc.oneof(
        fc.constant(0),
        fc.integer({ min: -3650, max: 1 }).map((days) => days * DAY),
      ),
      async (steps, wakeUp, proxyOffset) => {
        const { env, real, ...w } = world();
        real.proxyOffset = proxyOffset;
        await w.restart();
        await w.take({ kind: 'respond' });
        for (const [step, offset, minutes] of steps) {
          w.pass(minutes * MINUTE, offset);
          await w.take(step);
        }

        w.pass(61 * MINUTE, 0);
        await w.wakeUp(wakeUp);
        const alarm = await fakeBrowser.alarms.get('next-look');
        const net = await fakeBrowser.alarms.get('look-at-balance');
        expect(alarm?.scheduledTime).toBeGreaterThan(real.now - MINUTE);
        const waits = (await accountItem.get()).problem?.retryAt != null;
        const maxMs = waits ? MAX_WAIT_MS : MAX_INTERVAL_MS;
        expect(alarm?.scheduledTime).toBeLessThanOrEqual(real.now + maxMs);
        expect(net?.scheduledTime).toBeLessThanOrEqual(real.now + NET_MS);

        real.cents -= 7;
        w.pass(Math.max(0, (alarm?.scheduledTime ?? 0) - real.now), 0);
        await w.ring('next-look');
        const state = await accountItem.get();
        expect(accountStatus(state, DEFAULT_PREFERENCES, false, real.now)).toMatchObject({
          kind: 'fresh',
          account: { balance_formatted: w.balance(), as_of: Math.floor(real.now / 1000) },
        });
        const samples = (await historyItem.get())?.samples ?? [];
        expect(samples.at(-1)?.[0]).toBe(Math.floor(real.now / MINUTE));
        expect(samples.at(-1)?.[1]).toBe(real.cents / 100);
        if (proxyOffset === 0) {
          // Clocks that differ by less than two days are both taken for right.
          const [minute = 0, balance] = samples[0] ?? [];
          expect(balance).toBe(749.93);
          expect(Math.abs(minute * MINUTE - NOON)).toBeLessThanOrEqual(2 * DAY + MINUTE);
        }
        expect(
          noFuture(
            samples.map(([minute]) => minute * MINUTE),
            real.now,
          ),
        ).toEqual([]);
      },
    ),
    { numRuns: 100 },
  );
}, 30_000);
