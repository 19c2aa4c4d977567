import { clockTime } from '../../extension/i18n/format-time.ts';
import type { TestEnvironment } from '../support/environment/test-environment.ts';
import { until } from '../support/waiting/until.ts';

/** The clock time of the stored balance as English pages show it. */
export async function balanceTime({ browser }: TestEnvironment): Promise<string> {
  const { account } = (await browser.storage()).local as {
    account?: { account?: { as_of?: number } };
  };
  const asOf = account?.account?.as_of;
  if (asOf === undefined) throw new Error('No balance is stored.');
  return clockTime(asOf * 1_000, Date.now(), 'en');
}

interface StoredHistory {
  owner: string;
  samples: number[][];
}

/** Waits for the history, which the extension stores just after the balance. */
export function storedHistory({ browser }: TestEnvironment): Promise<StoredHistory> {
  return until('a stored history', async () => {
    return (await browser.storage()).local.history as StoredHistory | undefined;
  });
}
