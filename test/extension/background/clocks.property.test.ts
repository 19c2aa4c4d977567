import fc from 'fast-check';
import { expect, type MockInstance, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { accountStatus } from '../../../extension/domain/account-status.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { TestEnvironment } from '../../support/extension/background-environment.ts';
import { account, errorReply, INFO, json, MINUTE, NOON } from '../../support/extension/fixtures.ts';
import { accountItem, historyItem } from '../../support/extension/stored-items.ts';
import { portion, TIMEOUT_MS } from '../../support/fuzz/size.ts';

const DAY = 24 * 60 * MINUTE;

/** The longest refresh interval, when the extension seems unused for days. An alarm may be a minute off. */
const MAX_INTERVAL_MS = 45 * MINUTE;

/** The interval of the hourly alarm, which may be a minute off too. */
const HOURLY_MS = 61 * MINUTE;

/**
 * The longest wait that a response can ask for, with the minute that spreads the requests. A wait that began
 * under a clock less than an hour ahead may last that long after the clock is right.
 */
const MAX_WAIT_MS = 61 * MINUTE;

const EVENTS = [
  'respond',
  'open',
  'sign_in',
  'top_up',
  'restart',
  'alarm',
  'hour',
  'click',
] as const;
type Event = (typeof EVENTS)[number] | { retryAfter: string };

const someEvent: fc.Arbitrary<Event> = fc.oneof(
  fc.constantFrom<Event>(...EVENTS),
  fc.record({ retryAfter: fc.constantFrom('1', '60', '3600', '86400', '999999999') }),
);

/** By how many milliseconds the clock of the browser is off: from ten years behind to ten years ahead. */
const someOffset = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -3650, max: 3650 }).map((days) => days * DAY) },
  { weight: 2, arbitrary: fc.integer({ min: -24 * 60, max: 24 * 60 }).map((min) => min * MINUTE) },
  { weight: 1, arbitrary: fc.constant(0) },
);

/** What makes the background notice that the clock is right again. */
const WAKE_UPS = ['popup', 'worker', 'hour', 'tab'] as const;

/** A browser and a proxy, each with a clock that may be off; `clock.now` is the true time. */
function createClocks(proxyOffset: number) {
  const env = new TestEnvironment();
  const clock = { now: NOON, cents: 75_000 };
  const balance = () => (clock.cents / 100).toFixed(2);
  const respond = () => {
    const now = clock.now + proxyOffset;
    const body = account({ balance_formatted: balance(), as_of: Math.floor(now / 1000) });
    return json(200, body, { Date: new Date(now).toUTCString() });
  };
  env.routes[INFO] = respond;
  let uses: MockInstance<typeof env.background.onBrowserUse> | null = null;

  /** Lets time pass, and sets the clock of the browser. */
  function pass(ms: number, offset: number): void {
    clock.now += ms;
    env.now = clock.now + offset;
  }

  async function ring(name: string): Promise<void> {
    const alarm = await fakeBrowser.alarms.get(name);
    if (!alarm) return;
    // A browser removes an alarm without a period, and sets one with a period again.
    await fakeBrowser.alarms.clear(name);
    if (alarm.periodInMinutes) {
      const { periodInMinutes } = alarm;
      const when = env.now + periodInMinutes * MINUTE;
      await fakeBrowser.alarms.create(name, { when, periodInMinutes });
    }
    await fakeBrowser.alarms.onAlarm.trigger({ ...alarm, scheduledTime: env.now });
  }

  async function restart(): Promise<void> {
    const { alarms, runtime, tabs, windows } = fakeBrowser;
    for (const event of [
      alarms.onAlarm,
      runtime.onStartup,
      runtime.onMessage,
      tabs.onUpdated,
      tabs.onRemoved,
      windows.onRemoved,
    ]) {
      event.removeAllListeners();
    }
    const wakeUp = vi.spyOn(env.restart(), 'wakeUp');
    uses = vi.spyOn(env.background, 'onBrowserUse');
    listen(env.background);
    await wakeUp.mock.results[0]?.value;
  }

  /** Waits until the background has handled what the browser reported to it. */
  async function settle(): Promise<void> {
    await Promise.all(uses?.mock.results.map(({ value }) => value) ?? []);
  }

  async function handle(event: Event): Promise<void> {
    clock.cents -= 7;
    if (typeof event === 'object') {
      env.routes[INFO] = () => errorReply('rate_limited', { 'Retry-After': event.retryAfter });
    }
    if (event === 'restart') await restart();
    else if (event === 'alarm') await ring('next-look');
    else if (event === 'hour') await ring('look-at-balance');
    else if (event === 'click') await env.background.onNotificationClick('top-up', 0);
    else if (event === 'open') await env.run('popup_opened');
    else if (event === 'sign_in') await env.run('sign_in').catch(() => undefined);
    else if (event === 'top_up') await env.run('top_up');
    else await env.run('refresh');
    await settle();
    env.routes[INFO] = respond;
  }

  async function wakeUp(how: (typeof WAKE_UPS)[number]): Promise<void> {
    if (how === 'popup') await env.run('popup_opened');
    else if (how === 'worker') await restart();
    else if (how === 'hour') await ring('look-at-balance');
    else {
      await env.background.onBrowserUse();
      // By a clock that was ahead, less than a minute may seem to have passed since the last use.
      pass(2 * MINUTE, 0);
      await env.background.onBrowserUse();
    }
    await settle();
  }

  return { clock, balance, pass, ring, restart, handle, wakeUp };
}

test(
  'balance, alarms and history are right within one interval after the clock is',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(someEvent, someOffset, fc.integer({ min: 1, max: 90 })), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.constantFrom(...WAKE_UPS),
        fc.oneof(
          fc.constant(0),
          fc.integer({ min: -3650, max: 1 }).map((days) => days * DAY),
        ),
        async (events, how, proxyOffset) => {
          const { clock, balance, pass, ring, restart, handle, wakeUp } = createClocks(proxyOffset);
          await restart();
          await handle('respond');
          for (const [event, offset, minutes] of events) {
            pass(minutes * MINUTE, offset);
            await handle(event);
          }

          pass(61 * MINUTE, 0);
          await wakeUp(how);
          const alarm = await fakeBrowser.alarms.get('next-look');
          const hourly = await fakeBrowser.alarms.get('look-at-balance');
          expect(alarm?.scheduledTime).toBeGreaterThan(clock.now - MINUTE);
          const waits = (await accountItem.get()).problem?.retryAt != null;
          const maxMs = waits ? MAX_WAIT_MS : MAX_INTERVAL_MS;
          expect(alarm?.scheduledTime).toBeLessThanOrEqual(clock.now + maxMs);
          expect(hourly?.scheduledTime).toBeLessThanOrEqual(clock.now + HOURLY_MS);

          clock.cents -= 7;
          pass(Math.max(0, (alarm?.scheduledTime ?? 0) - clock.now), 0);
          await ring('next-look');
          const state = await accountItem.get();
          expect(accountStatus(state, DEFAULT_PREFERENCES, clock.now)).toMatchObject({
            kind: 'fresh',
            account: { balance_formatted: balance(), as_of: Math.floor(clock.now / 1000) },
          });
          const samples = (await historyItem.get())?.samples ?? [];
          expect(samples.at(-1)?.slice(0, 2)).toEqual([
            Math.floor(clock.now / MINUTE),
            clock.cents / 100,
          ]);
          expect(samples.filter(([minute]) => minute * MINUTE > clock.now)).toEqual([]);
          if (proxyOffset === 0) {
            // Clocks that differ by less than two days are both taken for right.
            const [minute = 0, first] = samples[0] ?? [];
            expect(first).toBe(749.93);
            expect(Math.abs(minute * MINUTE - NOON)).toBeLessThanOrEqual(2 * DAY + MINUTE);
          }
        },
      ),
      portion(0.006),
    );
  },
  TIMEOUT_MS,
);
