import type { PageContext } from '../../components/sign-in-messages.ts';
import type { Account } from '../../domain/account-state.ts';
import { isStale } from '../../domain/account-status.ts';
import { balanceTime } from '../../i18n/format-time.ts';
import { t } from '../../i18n/t.ts';

/** The balance as the platform formats it, with its time if it is stale or a problem prevents a newer one. */
export function BalancePanel({
  account,
  hidden,
  hasProblem,
  context: { now, clock },
}: {
  account: Account;
  hidden: boolean;
  hasProblem: boolean;
  context: PageContext;
}) {
  const isOld = hasProblem || isStale(account, now);
  return (
    <section className="panel balance" aria-labelledby="balance-heading">
      <h2 id="balance-heading">{t('welcomeBalanceHeading')}</h2>
      {hidden ? (
        <p className="intro">{t('welcomeHidden')}</p>
      ) : (
        <>
          <p className="amount">{account.balance_formatted}</p>
          <p className="hint">
            {isOld ? t('asOf', balanceTime(account, now, clock)) : t('updatedNow')}
          </p>
        </>
      )}
    </section>
  );
}
