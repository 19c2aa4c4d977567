import type { Account } from '../../../extension/domain/account-state.ts';
import type { Login } from '../../../extension/storage/items.ts';
import { ERROR_STATUS, type ErrorCode } from '../../../shared/errors.ts';

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
export const TOP_UP_PAGE = 'https://platform.example/topup';
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
  const page = { account: 0, address: PROXY, tabId: 1, windowId: 1, failed: false, consent: false };
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
