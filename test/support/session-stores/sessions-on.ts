import { randomBytes } from 'node:crypto';
import { Sessions, type SessionsOptions } from '../../../proxy/auth/sessions.ts';
import type { Observer } from '../../../proxy/observability/observer.ts';

/** Collects what the token refresh reports. */
export function observing(events: string[] = []): Observer {
  const observer: Partial<Observer> = {
    storeCall: (operation) => (outcome) => {
      if (outcome === 'failed') events.push(`${operation} failed`);
    },
    tokenRefresh: (outcome) => events.push(outcome),
    leaseContended: () => events.push('contended'),
    unsavedTokens: (count) => events.push(`${count} unsaved`),
  };
  return observer as Observer;
}

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
    observer: observing(),
    ...options,
  });
}
