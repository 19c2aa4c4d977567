import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { type Command, send } from '../../../extension/background/messages.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { ringAlarm, tooltipText } from '../../support/extension/browser.ts';
import {
  breakCall,
  browserFailures,
  setUpFailures,
  sources,
} from '../../support/extension/browser-calls.ts';
import { errorReply, MINUTE, PROXY } from '../../support/extension/fixtures.ts';

/** Longer than any call of the browser may take. */
const LONG_MS = 5 * MINUTE;

test('the browser is used only through the module that limits how long a call may take', () => {
  const importers = (name: string) =>
    sources()
      .filter(({ text }) => new RegExp(`import \\{[^}]*\\} from '${name}'`, 'u').test(text))
      .map(({ file }) => file);
  expect(importers('wxt/browser')).toEqual(['extension/browser/browser.ts']);
  expect(importers('wxt/utils/storage')).toEqual([]);
  expect(sources().filter(({ text }) => /\bchrome\./u.test(text))).toEqual([]);
});

describe('the background', () => {
  setUpEnvironment();
  const unhandled = setUpFailures();

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    env.respondWith();
    env.routes['GET /api/about'] = () => errorReply('not_found');
  });

  const changes = { hidden: true, threshold: 1_000, lowBalanceNotification: true };
  const COMMANDS: Command[] = [
    { type: 'popup_opened' },
    { type: 'refresh' },
    { type: 'sign_in' },
    { type: 'sign_in' },
    { type: 'top_up' },
    { type: 'set_preferences', changes },
    { type: 'refresh' },
    { type: 'save_address', address: PROXY },
    { type: 'delete_history' },
    { type: 'sign_out' },
  ];

  /** Waits for `work` while time passes, so that it meets every limit. */
  async function settle<T>(work: Promise<T>): Promise<T | 'failed'> {
    const settled = work.catch(() => 'failed' as const);
    let isOver = false;
    settled.then(() => {
      isOver = true;
    });
    for (let waitedMs = 0; waitedMs < LONG_MS && !isOver; waitedMs += 1_000) {
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(isOver, 'it settles').toBe(true);
    return settled;
  }

  /** Calls whose failure must not make any command fail. */
  const SECONDARY =
    /^(?:action|alarms|commands|i18n|notifications|storage\.\w+\.onChanged|permissions\.(?:getAll|remove)|runtime\.(?:getManifest|getURL|on(?!Message)\w+))\b/u;

  test('carries out every command if nothing fails', async () => {
    listen(env.background);
    for (const command of COMMANDS) expect(await settle(send(command))).not.toBe('failed');
  });

  test.each(browserFailures())(
    'responds to every command although %s should %s, and recovers',
    async (path, failure) => {
      const repair = breakCall(path, failure);
      listen(env.background);
      fakeBrowser.runtime.onStartup.trigger();
      for (const name of ['next-look', 'look-at-balance']) ringAlarm(name, env.now);
      const canSend = path !== 'runtime.onMessage' && path !== 'runtime.sendMessage';
      for (const command of COMMANDS) {
        const result = await settle(canSend ? send(command) : env.run(command));
        if (SECONDARY.test(path)) expect(result, command.type).not.toBe('failed');
      }
      fakeBrowser.tabs.onRemoved.trigger(1, { windowId: 1, isWindowClosing: false });
      await vi.advanceTimersByTimeAsync(LONG_MS);

      repair();
      const restarted = env.restart();
      env.now += MINUTE;
      await settle(restarted.handleCommand({ type: 'refresh' }));
      await env.expectState({
        phase: 'signed_in',
        problem: null,
        account: { as_of: (env.now - MINUTE) / 1000 },
      });
      expect(await env.minutesToRefresh()).toBeGreaterThan(0);
      expect(await tooltipText()).toContain('as of');
      expect(unhandled).toEqual([]);
    },
  );

  test('listens for the other events if one has no listener', async () => {
    breakCall('permissions.onAdded', 'reject');
    listen(env.background);
    expect(fakeBrowser.tabs.onRemoved.hasListeners()).toBe(true);
  });
});
