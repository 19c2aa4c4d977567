import { send } from '../../background/messages.ts';
import { COMMAND_FAILED, MessageBox } from '../../components/MessageBox.tsx';
import type { PageContext } from '../../components/sign-in-messages.ts';
import { useWork } from '../../components/use-work.ts';
import type { Account } from '../../domain/account-state.ts';
import { isStale } from '../../domain/account-status.ts';
import { balanceTime } from '../../i18n/format-time.ts';
import { t } from '../../i18n/t.ts';

/**
 * The balance of the account with this `id` as the platform formats it, with its time if it is stale or a problem
 * prevents a newer one; a button if the user has hidden it.
 */
export function BalancePanel({
  id,
  account,
  hidden,
  hasProblem,
  context: { now, clock },
}: {
  id: number;
  account: Account;
  hidden: boolean;
  hasProblem: boolean;
  context: PageContext;
}) {
  const { failed, start } = useWork<'showing'>(id);
  const isOld = hasProblem || isStale(account, now);
  const show = () => {
    const changes = { hidden: false };
    start('showing', () => send({ type: 'set_preferences', changes, account: id }));
  };
  return (
    <section className="panel balance" aria-labelledby="balance-heading">
      <h2 id="balance-heading">{t('welcomeBalanceHeading')}</h2>
      <p className="hint">{account.username}</p>
      {hidden ? (
        <>
          <p className="intro">{t('balanceHidden')}</p>
          {failed && <MessageBox message={COMMAND_FAILED} tone="problem" />}
          <button type="button" className="button secondary" onClick={show}>
            {t('actionShowBalance')}
          </button>
        </>
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
