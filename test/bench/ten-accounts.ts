import { withSample } from '../../extension/domain/usage/add-sample.ts';
import type { History } from '../../extension/domain/usage/history.ts';
import type { TestEnvironment } from '../support/environment/test-environment.ts';
import { formatCredit } from '../support/fake-platform/accounts.ts';
import type { Account } from '../support/fake-platform/platform.ts';
import { openWithAccounts } from '../support/user/signed-in-accounts.ts';
import { createUser } from '../support/user/user-actions.ts';

const ACCOUNTS = 10;

/** As long as the extension keeps samples. */
const HISTORY_HOURS = 90 * 24;

const UNITS_PER_HOUR = 100;

const HOUR_MS = 3_600_000;

/** Signs in as many users as the extension lists, with 90 days of history each. The active one has 750.00 left. */
export async function signInTenAccounts(environment: TestEnvironment): Promise<void> {
  const { browser } = environment;
  const users = Array.from({ length: ACCOUNTS }, () => createUser(environment));
  const popup = await openWithAccounts(
    browser,
    users.map((account) => ({ env: environment, account })),
  );
  const histories = users.map((user, id) => [
    id === 0 ? 'history' : `history-${id}`,
    longHistoryOf(user, Date.now()),
  ]);
  await browser.store(Object.fromEntries(histories));
  await popup.close();
}

/** The history of a user who has used the same amount in every hour until `now` (Unix milliseconds). */
function longHistoryOf({ id, username, quota, usedQuota }: Account, now: number): History {
  let history: History | null = null;
  for (let ago = HISTORY_HOURS; ago > 0; ago -= 1) {
    const used_quota = usedQuota - ago * UNITS_PER_HOUR;
    const balance_formatted = formatCredit(quota - used_quota);
    const at = now - ago * HOUR_MS;
    const as_of = Math.floor(at / 1_000);
    history = withSample(
      history,
      { id, username, quota, used_quota, balance_formatted, as_of },
      at,
    );
  }
  if (!history) throw new TypeError('a history needs a sample');
  return history;
}
