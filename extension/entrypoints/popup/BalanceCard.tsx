import { Icon } from '../../components/icons.tsx';
import type { Account } from '../../domain/account-state.ts';
import { language, t } from '../../i18n/t.ts';
import { balanceSize } from './balance-size.ts';
import type { Screen } from './view.ts';

/** What is written for an amount that is hidden, whatever its length. */
const HIDDEN = '••••';

/**
 * The balance, letter for letter, and one line about it; with `hidden`, no amount at all. `time` is set
 * where the balance needs it, `rise` where a top-up has just come in.
 */
export function BalanceCard({
  account,
  card,
  time,
  hidden,
  rise,
  onHide,
}: {
  account: Account;
  card: Screen['card'];
  time: string | null;
  hidden: boolean;
  rise: string | null;
  onHide: (hidden: boolean) => void;
}) {
  const balance = hidden ? HIDDEN : account.balance_formatted;
  const { used_quota: used } = account;
  return (
    <section className={`card ${card}`} aria-labelledby="balance-heading">
      <div className="headline">
        <h1 id="balance-heading">{t('headingBalance')}</h1>
        {rise && !hidden && (
          <p className="rise">
            <span className="unseen">{t('creditArrived')}</span> <span id="rise">{rise}</span>
          </p>
        )}
        <EyeButton hidden={hidden} onHide={onHide} />
      </div>
      <p className={`balance ${balanceSize(balance)}`} id="balance">
        {hidden ? (
          <>
            <span className="unseen">{t('balanceHidden')}</span>
            <span aria-hidden="true">{balance}</span>
          </>
        ) : (
          balance
        )}
      </p>
      <p className="detail">
        <span id="as-of">{time === null ? t('updatedNow') : t('asOf', time)}</span>
        {!hidden && used !== undefined && <span id="used">{t('used', unitWords(used))}</span>}
      </p>
    </section>
  );
}

/** Units as the language writes numbers; digits that no number holds exactly stay exact. */
function unitWords(units: number | string): string {
  return new Intl.NumberFormat(language()).format(
    typeof units === 'number' ? units : BigInt(units),
  );
}

/** Its name says what a click does, and changes with it. */
function EyeButton({ hidden, onHide }: { hidden: boolean; onHide: (hidden: boolean) => void }) {
  const name = t(hidden ? 'actionShowBalance' : 'actionHideBalance');
  return (
    <button
      type="button"
      className="eye"
      aria-label={name}
      title={name}
      onClick={() => onHide(!hidden)}
    >
      {hidden ? <Icon name="eyeClosed" /> : <Icon name="eye" />}
    </button>
  );
}

/** The card's place while nothing is known yet. */
export function BalanceSkeleton() {
  return (
    <section className="card waiting" aria-busy="true">
      <div className="headline">
        <h1>{t('headingBalance')}</h1>
      </div>
      <p className="unseen">{t('loading')}</p>
      <p className="balance xl" aria-hidden="true">
        <span className="bone wide" />
      </p>
      <p className="detail" aria-hidden="true">
        <span className="bone" />
        <span className="bone" />
      </p>
    </section>
  );
}
