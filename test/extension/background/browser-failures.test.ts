import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { type Command, send } from '../../../extension/background/messages.ts';
import { accountItem } from '../../../extension/storage/items.ts';
import {
  account,
  createTestEnvironment,
  errorReply,
  json,
  PROXY,
  type TestEnvironment,
} from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import {
  BROWSER_API,
  breakCall,
  failuresOf,
  mendAll,
  STORAGE_API,
  sources,
  usedInSources,
} from '../../support/extension/browser-calls.ts';

const INFO = 'GET /api/user/info';

/** Longer than any call of the browser may take. */
const LONG_MS = 5 * 60_000;

test('every member of the browser API that the sources use is in the table, and no other', () => {
  expect(usedInSources()).toEqual(Object.keys(BROWSER_API).sort());
});

test('the browser is used through the module that limits how long a call may take', () => {
  const importers = (name: string) =>
    sources()
      .filter(({ text }) => new RegExp(`import \\{[^}]*\\} from '${name}'`, 'u').test(text))
      .map(({ file }) => file);
  expect(importers('wxt/browser')).toEqual(['extension/browser/browser.ts']);
  expect(importers('wxt/utils/storage')).toEqual([]);
  expect(sources().filter(({ text }) => /\bchrome\./u.test(text))).toEqual([]);
});

describe('the background', () => {
  let env: TestEnvironment;
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);

  beforeEach(() => {
    resetBrowser();
    for (const method of ['warn', 'error'] as const) vi.spyOn(console, method).mockReturnValue();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    unhandled.length = 0;
    process.on('unhandledRejection', note);
    env = createTestEnvironment();
    env.routes[INFO] = () => json(200, account());
    env.routes['GET /api/user/topup'] = () => json(200, { topup_url: 'https://a.example/' });
    env.routes['GET /api/about'] = () => errorReply('not_found');
  });

  afterEach(() => {
    mendAll();
    process.off('unhandledRejection', note);
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  const COMMANDS: Command[] = [
    { type: 'popup_opened' },
    { type: 'refresh' },
    { type: 'sign_in' },
    { type: 'sign_in' },
    { type: 'top_up' },
    {
      type: 'set_preferences',
      changes: { hidden: true, threshold: 1_000, lowBalanceNotification: true },
    },
    { type: 'refresh' },
    { type: 'save_address', address: PROXY },
    { type: 'delete_history' },
    { type: 'sign_out' },
  ];

  /** Waits for `work`, and for every limit that it meets. */
  async function patiently<T>(work: Promise<T>): Promise<T | 'failed'> {
    const settled = work.catch(() => 'failed' as const);
    let isOver = false;
    settled.then(() => {
      isOver = true;
    });
    for (let waited = 0; waited < LONG_MS && !isOver; waited += 1_000) {
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(isOver, 'it settles').toBe(true);
    return settled;
  }

  /** Calls whose failure leaves every command as it is. */
  const SECONDARY =
    /^(?:action|alarms|commands|i18n|notifications|storage\.\w+\.onChanged|permissions\.(?:getAll|remove)|runtime\.(?:getManifest|getURL|on(?!Message)\w+))\b/u;

  test('carries out every command where nothing fails', async () => {
    listen(env.background);
    for (const command of COMMANDS) expect(await patiently(send(command))).not.toBe('failed');
  });

  const ring = (name: string) =>
    fakeBrowser.alarms.onAlarm.trigger({
      name,
      scheduledTime: env.now,
      persistAcrossSessions: true,
    });

  test.each(failuresOf({ ...BROWSER_API, ...STORAGE_API }))(
    'answers every command though %s should %s, and recovers',
    async (path, failure) => {
      const mend = breakCall(path, failure);
      listen(env.background);
      fakeBrowser.runtime.onStartup.trigger();
      ring('next-look');
      ring('look-at-balance');
      const canHear = path !== 'runtime.onMessage' && path !== 'runtime.sendMessage';
      for (const command of COMMANDS) {
        const result = await patiently(canHear ? send(command) : env.run(command));
        if (SECONDARY.test(path)) expect(result, command.type).not.toBe('failed');
      }
      fakeBrowser.tabs.onRemoved.trigger(1, { windowId: 1, isWindowClosing: false });
      await vi.advanceTimersByTimeAsync(LONG_MS);

      mend();
      const next = env.restart();
      env.now += 60_000;
      await patiently(next.handleCommand({ type: 'refresh' }));
      expect(await accountItem.get()).toMatchObject({
        phase: 'signed_in',
        problem: null,
        account: { as_of: env.now / 1000 - 60 },
      });
      const alarm = await fakeBrowser.alarms.get('next-look');
      expect(alarm?.scheduledTime).toBeGreaterThan(env.now);
      expect(await fakeBrowser.action.getTitle({})).toContain('as of');
      expect(unhandled).toEqual([]);
    },
  );

  test('hears the other events where one cannot be heard', async () => {
    const mend = breakCall('permissions.onAdded', 'reject');
    listen(env.background);
    expect(fakeBrowser.tabs.onRemoved.hasListeners()).toBe(true);
    mend();
  });

  test('looks again although a look at an alarm failed', async () => {
    await accountItem.set({ phase: 'signed_in', account: account(), problem: null });
    await env.background.scheduler.reschedule();
    const alarm = await fakeBrowser.alarms.get('next-look');
    // An alarm without a period is gone once it has rung.
    expect(alarm?.periodInMinutes).toBe(10);
  });
});
