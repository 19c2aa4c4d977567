import type { Account } from '../../domain/account-state.ts';
import { isStale } from '../../domain/account-status.ts';
import { balanceTime, clockTime } from '../../i18n/format-time.ts';
import { language, t } from '../../i18n/t.ts';

/**
 * The balance at the end of the way, letter for letter, with its time where it is not of this minute
 * or where `trouble` keeps a newer one away. `now` is Unix milliseconds.
 */
export function BalancePanel({
  account,
  hidden,
  problem,
  now,
}: {
  account: Account;
  hidden: boolean;
  problem: boolean;
  now: number;
}) {
  const isOld = problem || isStale(account, now);
  const time = balanceTime(account, now, (at) => clockTime(at, now, language()));
  return (
    <section className="panel" aria-labelledby="balance-heading">
      <h2 id="balance-heading">{t('welcomeBalanceHeading')}</h2>
      {hidden ? (
        <p className="intro">{t('welcomeHidden')}</p>
      ) : (
        <>
          <p className="amount">{account.balance_formatted}</p>
          <p className="hint">{isOld ? t('asOf', time) : t('updatedNow')}</p>
        </>
      )}
    </section>
  );
}
