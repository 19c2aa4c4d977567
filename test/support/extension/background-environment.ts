import { beforeEach, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import {
  type Background,
  createBackground,
} from '../../../extension/background/create-background.ts';
import type { Command } from '../../../extension/background/messages.ts';
import type { Account } from '../../../extension/domain/account-state.ts';
import type { RefreshTrigger } from '../../../extension/domain/refresh-policy.ts';
import type { Login } from '../../../extension/storage/items.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { ERROR_STATUS } from '../../../shared/errors.ts';
import { type FakePermissions, resetBrowser } from './browser.ts';

/** 2026-01-05 14:05:00 UTC, in milliseconds. */
export const NOON = Date.UTC(2026, 0, 5, 14, 5);

export const MINUTE = 60_000;

export const PROXY = 'http://localhost:8787';

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

/** A background with a proxy that responds by `routes`, and a clock that stands still. */
export interface TestEnvironment {
  background: Background;
  /** Responses by request, such as `GET /api/user/info`; those of other proxies with their origin. */
  routes: Record<string, () => Response | Promise<Response>>;
  /** Keeps the response to this request back until the returned function is called with it. */
  defer(request: string): (response: Response) => void;
  requests: string[];
  lastHeaders: Headers;
  now: number;
  random: number;
  isOnline: boolean;
  isolates: boolean;
  /** Whether a response still arrives after its request was aborted, because it was on its way. */
  ignoresAbort: boolean;
  /** Carries out a command, or the one of this type that needs no more than its type. */
  run(
    command: Command | 'popup_opened' | 'refresh' | 'sign_in' | 'sign_out' | 'top_up',
  ): ReturnType<Background['handleCommand']>;
  /** Refreshes while the proxy responds with this account. */
  fetchAccount(parts?: Partial<Account>, trigger?: RefreshTrigger): Promise<void>;
  /** Minutes until the alarm for the next refresh; `null` if none is set. */
  minutesToRefresh(): Promise<number | null>;
  /** Replaces the background as if the worker had been stopped: only storage is left. */
  restart(): Background;
}

export function createTestEnvironment(): TestEnvironment {
  const createFrom = (env: Omit<TestEnvironment, 'background'>) =>
    createBackground({
      fetch: fetchFromRoutes,
      now: () => env.now,
      random: () => env.random,
      isOnline: () => env.isOnline,
      isolates: env.isolates,
    });

  const parts: Omit<TestEnvironment, 'background'> = {
    routes: {
      [INFO]: () => errorReply('not_authenticated'),
      [SIGN_OUT]: () => new Response(null, { status: 204 }),
    },
    defer: (request) => {
      const { promise, resolve } = Promise.withResolvers<Response>();
      env.routes[request] = () => promise;
      return resolve;
    },
    requests: [],
    lastHeaders: new Headers(),
    now: NOON,
    random: 0.5,
    isOnline: true,
    isolates: false,
    ignoresAbort: false,
    run: (command) =>
      env.background.handleCommand(typeof command === 'string' ? { type: command } : command),
    fetchAccount: (parts, trigger = 'click') => {
      env.routes[INFO] = () => json(200, account(parts));
      return env.background.refresher.refresh(trigger);
    },
    minutesToRefresh: async () => {
      const alarm = await fakeBrowser.alarms.get('next-look');
      return alarm ? (alarm.scheduledTime - env.now) / MINUTE : null;
    },
    restart: () => {
      env.background = createFrom(env);
      return env.background;
    },
  };
  const env: TestEnvironment = Object.assign(parts, { background: createFrom(parts) });

  async function fetchFromRoutes(input: string | URL | Request, init?: RequestInit) {
    const { origin, pathname } = new URL(String(input));
    const request = `${init?.method} ${origin === PROXY ? '' : origin}${pathname}`;
    env.lastHeaders = new Headers(init?.headers);
    env.requests.push(request);
    const route = env.routes[request];
    if (!route) throw new TypeError('Failed to fetch');
    return abortable(route(), env.ignoresAbort ? null : (init?.signal ?? null));
  }

  return env;
}

function abortable(response: Response | Promise<Response>, signal: AbortSignal | null) {
  return new Promise<Response>((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
    Promise.resolve(response).then(resolve, reject);
  });
}

/** The environment and the browser's permissions of the current test, after {@link setUpEnvironment}. */
export let env: TestEnvironment;
export let permissions: FakePermissions;

/** Gives each test of this file a new browser and a new environment. */
export function setUpEnvironment(): void {
  beforeEach(() => {
    vi.restoreAllMocks();
    permissions = resetBrowser();
    env = createTestEnvironment();
  });
}
