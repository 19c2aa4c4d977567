import { randomBytes } from 'node:crypto';
import { Sessions, type SessionsOptions } from '../../../proxy/auth/sessions.ts';
import type { Observer } from '../../../proxy/observability/observer.ts';

/** Observes nothing. */
export const SILENT = {
  storeCall: () => () => {},
  tokenRefresh() {},
  unsavedTokens() {},
} as unknown as Observer;

/** The sessions in a store, without limits that a test could reach. */
export function sessionsOn(
  options: Pick<SessionsOptions, 'store' | 'masterKeys' | 'bindings'> & Partial<SessionsOptions>,
): Sessions {
  return new Sessions({
    onForeignSession() {},
    sessionIdleMs: 1e9,
    sessionMaxMs: 1e9,
    now: Date.now,
    randomBytes,
    observer: SILENT,
    ...options,
  });
}
