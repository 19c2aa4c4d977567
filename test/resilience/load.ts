import type { Client } from '../support/proxy/client.ts';

/** Browsers that read their balances all the time. */
export interface Load {
  /** How often each {@link Client.outcome} came so far, or `lost` for a broken connection. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Ends it; resolves once every request has its response. */
  end(): Promise<void>;
}

/** Has every client read its balance again and again without a pause. */
export function startLoad(clients: readonly Client[]): Load {
  const outcomes: Record<string, number> = {};
  let isEnding = false;
  const reading = clients.map(async (client) => {
    while (!isEnding) {
      const outcome = await client.outcome().catch(() => 'lost');
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  });
  return {
    outcomes,
    async end() {
      isEnding = true;
      await Promise.all(reading);
    },
  };
}
