import type { Client } from '../support/proxy/client.ts';

/** What people were told while something was amiss. */
export interface Load {
  /** How often each outcome came so far: `200`, the error's code, or `lost` for a broken connection. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Ends it; resolves when every request has been answered. */
  end(): Promise<void>;
}

/** Has every client read its balance without a pause. */
export function startLoad(clients: readonly Client[]): Load {
  const outcomes: Record<string, number> = {};
  let isEnding = false;
  const readOn = async (client: Client) => {
    while (!isEnding) {
      const outcome = await client.api('/api/user/info').then(
        (answer) => (answer.status === 200 ? '200' : String(answer.json().error)),
        () => 'lost',
      );
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  };
  const reading = clients.map(readOn);
  return {
    outcomes,
    async end() {
      isEnding = true;
      await Promise.all(reading);
    },
  };
}
