import { beforeEach, expect, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import {
  type Background,
  createBackground,
} from '../../../extension/background/create-background.ts';
import type { Command } from '../../../extension/background/messages.ts';
import type { Account } from '../../../extension/domain/account-state.ts';
import type { RefreshTrigger } from '../../../extension/domain/refresh-policy.ts';
import { accountItem, type Login } from '../../../extension/storage/items.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { ERROR_STATUS } from '../../../shared/errors.ts';
import { type FakePermissions, resetBrowser } from './browser.ts';

/** 2026-01-05 14:05:00 UTC, in milliseconds. */
export const NOON = Date.UTC(2026, 0, 5, 14, 5);

export const MINUTE = 60_000;

export const PROXY = 'http://localhost:8787';

/** What a proxy reports about itself. */
export const ABOUT = {
  name: 'balance-companion',
  version: '0.1.0',
  platform_url: 'https://api.kr777.top',
};

export const INFO = 'GET /api/user/info';
export const TOP_UP = 'GET /api/user/topup';
export const SIGN_OUT = 'POST /auth/logout';

export function account(parts: Partial<Account> = {}): Account {
  return {
    id: 12345,
    username: 'user123',
    email: 'user@example.com',
    quota: 1_000_000,
    used_quota: 250_000,
    balance_formatted: '750.00',
    status: 1,
    as_of: NOON / 1000,
    ...parts,
  };
}

/** A sign-in window that was opened just now. */
export function login(parts: Partial<Login> = {}): Login {
  const times = { startedAt: NOON, shownAt: null, newTabAt: null };
  const page = { address: PROXY, tabId: 1, windowId: 1, failed: false, consent: false };
  return { ...page, ...times, ...parts };
}

export function json(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

export function errorReply(error: ErrorCode, headers: Record<string, string> = {}): Response {
  return json(ERROR_STATUS[error], { error, message: 'A sentence.' }, headers);
}

/** The body of a response whose connection breaks off. */
export const brokenBody = () =>
  new ReadableStream({ start: (controller) => controller.error(new Error('reset')) });

/** The commands that need no more than their type. */
type PlainCommand = 'popup_opened' | 'refresh' | 'sign_in' | 'sign_out' | 'top_up';

/** A background with a proxy that responds by `routes`, and a clock that stands still. */
export class TestEnvironment {
  /** Responses by request, such as `GET /api/user/info`; those of other proxies with their origin. */
  readonly routes: Record<string, () => Response | Promise<Response>> = {
    [INFO]: () => errorReply('not_authenticated'),
    [SIGN_OUT]: () => new Response(null, { status: 204 }),
  };
  readonly requests: string[] = [];
  lastHeaders = new Headers();
  now = NOON;
  isOnline = true;
  isolates = false;
  /** Whether a response still arrives after its request was aborted, because it was on its way. */
  ignoresAbort = false;
  background = this.restart();

  /** Replaces the background as if the worker had been stopped: only storage is left. */
  restart(): Background {
    this.background = createBackground({
      fetch: (input, init) => this.#fetch(new URL(String(input)), init),
      now: () => this.now,
      random: () => 0.5,
      isOnline: () => this.isOnline,
      isolates: this.isolates,
    });
    return this.background;
  }

  run(command: Command | PlainCommand): ReturnType<Background['handleCommand']> {
    return this.background.handleCommand(typeof command === 'string' ? { type: command } : command);
  }

  /** Refreshes while the proxy responds with this account. */
  fetchAccount(parts?: Partial<Account>, trigger: RefreshTrigger = 'click'): Promise<void> {
    this.routes[INFO] = () => json(200, account(parts));
    return this.background.refresher.refresh(trigger);
  }

  /** Keeps the response to this request back until the returned function is called with it. */
  defer(request: string): (response: Response) => void {
    const { promise, resolve } = Promise.withResolvers<Response>();
    this.routes[request] = () => promise;
    return resolve;
  }

  /**
   * Sends a request for the account, whose response waits until the returned function is called. The function resolves
   * after the command.
   */
  async startRefresh(
    command: 'refresh' | 'popup_opened' = 'refresh',
  ): Promise<(response?: Response) => Promise<unknown>> {
    const respond = this.defer(INFO);
    const sent = this.requests.length;
    const done = this.run(command);
    await expect.poll(() => this.requests.slice(sent)).toEqual([INFO]);
    return (response = json(200, account())) => {
      respond(response);
      return done;
    };
  }

  /** Minutes until the alarm for the next refresh; `null` if none is set. */
  async minutesToRefresh(): Promise<number | null> {
    const alarm = await fakeBrowser.alarms.get('next-look');
    return alarm ? (alarm.scheduledTime - this.now) / MINUTE : null;
  }

  async #fetch({ origin, pathname }: URL, init: RequestInit = {}): Promise<Response> {
    const request = `${init.method} ${origin === PROXY ? '' : origin}${pathname}`;
    this.lastHeaders = new Headers(init.headers);
    this.requests.push(request);
    const route = this.routes[request];
    if (!route) throw new TypeError('Failed to fetch');
    const aborted = new Promise<never>((_, reject) => {
      const { signal } = init;
      if (!this.ignoresAbort) signal?.addEventListener('abort', () => reject(signal.reason));
    });
    // A route may throw; the race still handles the rejection of an abort that comes later.
    return Promise.race([(async () => route())(), aborted]);
  }
}

/** The environment and the browser's permissions of the current test, after {@link setUpEnvironment}. */
export let env: TestEnvironment;
export let permissions: FakePermissions;

/** Gives each test of this file a new browser and a new environment. */
export function setUpEnvironment(): void {
  beforeEach(() => {
    vi.restoreAllMocks();
    permissions = resetBrowser();
    env = new TestEnvironment();
  });
}

/** Expects the stored account state to have these members. */
export async function expectState(members: object): Promise<void> {
  expect(await accountItem.get()).toMatchObject(members);
}
