import { expect } from 'vitest';
import { ERROR_STATUS, type ErrorCode } from '../../../shared/errors.ts';
import { LOGIN_ERRORS } from '../../../shared/login-outcomes.ts';
import { MARKER } from './texts.ts';

/** An answer of the proxy, however it was asked for. */
export interface Seen {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

/** What a request was, as far as the form of its answer depends on it. */
export interface Asked {
  method: string;
  path: string;
  /** `Sec-Fetch-Mode: navigate`. */
  navigates: boolean;
}

/** Statuses of the contract while nothing is wrong with the platform, the store and the proxy. */
const STATUSES = [200, 204, 302, 303, 304, 400, 401, 403, 404];

/** Where the proxy may send a browser, besides the platform's authorization page. */
const PLACES = ['/?login=success', ...LOGIN_ERRORS.map((code) => `/?error=${code}`)];

/** That an answer is one of the contract, in the form that the contract gives it, and tells no secret. */
export function expectDecent(
  { status, headers, body }: Seen,
  { method, path, navigates }: Asked,
  { platformUrl, secrets }: { platformUrl: string; secrets: readonly string[] },
): void {
  expectNoSecret(JSON.stringify(headers) + body, secrets);
  if (headers['content-security-policy'] === undefined) {
    // Refused before it was a request: no HTTP, or too much of it.
    expect([400, 431]).toContain(status);
    if (method !== 'HEAD') expectErrorBody(400, body);
    return;
  }
  expect(STATUSES).toContain(status);
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  const { location } = headers;
  if (location !== undefined && !PLACES.includes(String(location))) {
    expect(String(location)).toMatch(RegExp(`^${platformUrl}/api/oauth2/authorize\\?`));
  }
  if (status < 400 || method === 'HEAD') return;
  if (method === 'GET' && navigates && !path.startsWith('/api/')) {
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toMatch(/^<!doctype html>/);
  } else {
    expectErrorBody(status, body);
  }
}

/** The body of an error: exactly `{error, message}`, with a code that goes with the status. */
function expectErrorBody(status: number, body: string): void {
  const reply = JSON.parse(body) as { error: ErrorCode };
  expect(reply).toEqual({
    error: expect.any(String),
    message: expect.stringMatching(/^[A-Z].+\.$/),
  });
  expect(ERROR_STATUS[reply.error]).toBe(status);
}

/** By which every code and token of the fake platform is known. */
export const ISSUED = /code_[\w-]{32}|refresh_[0-9a-f]{64}|eyJhbGciOiJIUzI1NiIs/;

/** That a text repeats nothing of what was fuzzed, none of these secrets, and nothing that the platform issued. */
export function expectNoSecret(text: string, secrets: readonly string[]): void {
  const told = [MARKER, ...secrets].filter((secret) => text.includes(secret));
  const issued = ISSUED.exec(text) ?? [];
  if (told.length + issued.length === 0) return;
  throw new Error(`${[...told, ...issued].join(' and ')} in: ${text.slice(0, 4_000)}`);
}
