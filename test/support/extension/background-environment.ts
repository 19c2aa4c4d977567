import {
  type Background,
  createBackground,
} from '../../../extension/background/create-background.ts';
import type { Account } from '../../../extension/domain/account-state.ts';
import type { Login } from '../../../extension/storage/items.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { ERROR_STATUS } from '../../../shared/errors.ts';

/** 2026-01-05 14:05:00 UTC, in milliseconds. */
export const NOON = Date.UTC(2026, 0, 5, 14, 5);

export const PROXY = 'http://localhost:8787';

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

/** A request that the proxy has received and that the test answers when it likes. */
export interface Received {
  method: string;
  url: string;
  answer(response: Response): void;
  fail(): void;
}

/** A proxy that answers by `routes` ("GET /api/user/info"), and a clock that stands still. */
export interface Scene {
  companion: Background;
  routes: Record<string, () => Response | Promise<Response>>;
  calls: string[];
  clock: { now: number };
  /** What the background gets for a random number, and whether the browser is online. */
  world: { random: number; online: boolean; isolates: boolean };
  /** The headers of the last call. */
  sent: { headers: Headers };
  /** Whether answers arrive even to requests that were given up, as those do that were already on their way. */
  network: { deaf: boolean };
  /** A background as it is after the worker was stopped: nothing left but storage. */
  restart(): Background;
}

export function createScene(): Scene {
  const scene: Omit<Scene, 'companion'> = {
    routes: {
      'GET /api/user/info': () => errorReply('not_authenticated'),
      'POST /auth/logout': () => new Response(null, { status: 204 }),
    },
    calls: [],
    clock: { now: NOON },
    world: { random: 0.5, online: true, isolates: false },
    sent: { headers: new Headers() },
    network: { deaf: false },
    restart: () =>
      createBackground({
        fetch: fetchFromScene,
        now: () => scene.clock.now,
        random: () => scene.world.random,
        isOnline: () => scene.world.online,
        isolates: scene.world.isolates,
      }),
  };

  async function fetchFromScene(
    input: string | URL | Request,
    init?: RequestInit,
  ): Promise<Response> {
    const { origin, pathname } = new URL(String(input));
    const call = `${init?.method} ${pathname}`;
    scene.sent.headers = new Headers(init?.headers);
    scene.calls.push(origin === PROXY ? call : `${init?.method} ${origin}${pathname}`);
    const route = scene.routes[origin === PROXY ? call : `${init?.method} ${origin}${pathname}`];
    if (!route) throw new TypeError('Failed to fetch');
    return abortable(route(), scene.network.deaf ? null : (init?.signal ?? null));
  }

  return { ...scene, calls: scene.calls, companion: scene.restart() };
}

function abortable(reply: Response | Promise<Response>, signal: AbortSignal | null) {
  return new Promise<Response>((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
    Promise.resolve(reply).then(resolve, reject);
  });
}

/** A reply that the test gives when it likes. */
export function later(): { reply: Promise<Response>; answer: (response: Response) => void } {
  const { promise, resolve } = Promise.withResolvers<Response>();
  return { reply: promise, answer: resolve };
}
