import { Icon } from '../../components/icons.tsx';
import type { Account } from '../../domain/account-state.ts';
import { language, t } from '../../i18n/t.ts';
import { balanceSize } from './balance-size.ts';
import type { PopupView } from './view.ts';

/** Replaces a hidden amount of any length. */
const HIDDEN = '••••';

/**
 * The balance as the platform formats it, with its age and the usage below. `time` is set if the balance needs
 * it, `credit` if a top-up has just arrived.
 */
export function BalanceCard({
  account,
  card,
  time,
  hidden,
  credit,
  onHide,
}: {
  account: Account;
  card: PopupView['card'];
  time: string | null;
  hidden: boolean;
  credit: string | null;
  onHide: (hidden: boolean) => void;
}) {
  const balance = hidden ? HIDDEN : account.balance_formatted;
  const { used_quota: used } = account;
  const toggle = t(hidden ? 'actionShowBalance' : 'actionHideBalance');
  return (
    <section className={`card ${card}`} aria-labelledby="balance-heading">
      <div className="headline">
        <h1 id="balance-heading">{t('headingBalance')}</h1>
        {credit && !hidden && (
          <p className="credit">
            <span className="visually-hidden">{t('creditArrived')}</span>{' '}
            <span id="credit">{credit}</span>
          </p>
        )}
        <button
          type="button"
          className="icon-button eye"
          aria-label={toggle}
          title={toggle}
          onClick={() => onHide(!hidden)}
        >
          <Icon name={hidden ? 'eyeClosed' : 'eye'} />
        </button>
      </div>
      <p className={`balance ${balanceSize(balance)}`} id="balance">
        {hidden ? (
          <>
            <span className="visually-hidden">{t('balanceHidden')}</span>
            <span aria-hidden="true">{balance}</span>
          </>
        ) : (
          balance
        )}
      </p>
      <p className="facts">
        <span id="as-of">{time === null ? t('updatedNow') : t('asOf', time)}</span>
        {!hidden && used !== undefined && <span id="used">{t('used', formatUnits(used))}</span>}
      </p>
    </section>
  );
}

/** Text holds units that are too large for a number. */
function formatUnits(units: number | string): string {
  return new Intl.NumberFormat(language()).format(units as Intl.StringNumericLiteral);
}

/** Shown while nothing is known yet. */
export function BalanceSkeleton() {
  return (
    <section className="card" aria-busy="true">
      <div className="headline">
        <h1>{t('headingBalance')}</h1>
      </div>
      <p className="visually-hidden">{t('loading')}</p>
      <p className="balance xl" aria-hidden="true">
        <span className="skeleton wide" />
      </p>
      <p className="facts" aria-hidden="true">
        <span className="skeleton" />
        <span className="skeleton" />
      </p>
    </section>
  );
}
