import type { FastifyBaseLogger } from 'fastify';
import type { Observer } from './observer.ts';
import { createOutageLog } from './outage-log.ts';

/** Milliseconds without a failed store call after which the outage is over. */
const STORE_CALM_MS = 10_000;

/**
 * Returns an observer that also logs when a store outage starts and ends.
 * @param store the kind of store, a field of each line
 * @param now Unix milliseconds
 */
export function logStoreOutages(
  observer: Observer,
  log: FastifyBaseLogger,
  store: string,
  now: () => number,
): Observer {
  const outages = createOutageLog({
    now,
    calmMs: STORE_CALM_MS,
    onStart: () => log.warn({ store }, 'the session store does not respond'),
    onEnd: (failed) => log.info({ store, failed }, 'the session store responds again'),
  });
  return {
    ...observer,
    storeCall(operation) {
      const end = observer.storeCall(operation);
      return (outcome) => {
        end(outcome);
        if (outcome === 'failed') outages.failed();
        else outages.succeeded();
      };
    },
  };
}
