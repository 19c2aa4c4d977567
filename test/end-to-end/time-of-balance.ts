import { clockTime } from '../../extension/i18n/format-time.ts';
import type { TestEnvironment } from '../support/environment/test-environment.ts';

/** The clock time of the balance that is stored, as it is shown beside it in English. */
export async function timeOfBalance({ browser }: TestEnvironment): Promise<string> {
  const { account } = (await browser.storage()).local as {
    account?: { account?: { as_of?: number } };
  };
  const asOf = account?.account?.as_of;
  if (asOf === undefined) throw new Error('No balance is stored.');
  return clockTime(asOf * 1_000, Date.now(), 'en');
}
