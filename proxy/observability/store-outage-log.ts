import type { Observer } from './observer.ts';
import type { OutageLog } from './outages.ts';

/** The same observer, which has every failed call to the session store noted as well. */
export function logStoreOutages(observer: Observer, episodes: OutageLog): Observer {
  return {
    ...observer,
    storeCall(operation) {
      const ended = observer.storeCall(operation);
      return (outcome) => {
        ended(outcome);
        if (outcome === 'failed') episodes.fault();
        else episodes.success();
      };
    },
  };
}
