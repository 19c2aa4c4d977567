import { Icon } from '../../components/icons.tsx';
import type { Account } from '../../domain/account-state.ts';
import type { Forecast } from '../../domain/usage/forecast.ts';
import type { UsedAmount } from '../../domain/usage/used-amount.ts';
import { t } from '../../i18n/t.ts';
import { balanceSize } from './balance-size.ts';
import { forecastRange, forecastText, formatUnits } from './usage-text.ts';
import type { PopupView } from './view.ts';

/** Replaces a hidden amount of any length. */
const HIDDEN = '••••';

/**
 * The balance as the platform formats it, with its age, the usage and the forecast below. `time` is set if the
 * balance needs it, `credit` if a top-up has just arrived, `used` if the price of the platform's units is known.
 * `used` and `forecast` are undefined until the history is read; their places are reserved.
 */
export function BalanceCard({
  account,
  card,
  time,
  used,
  forecast,
  hidden,
  credit,
  onHide,
}: {
  account: Account;
  card: PopupView['card'];
  time: string | null;
  used: UsedAmount | null | undefined;
  forecast: Forecast | null | undefined;
  hidden: boolean;
  credit: string | null;
  onHide: (hidden: boolean) => void;
}) {
  const balance = hidden ? HIDDEN : account.balance_formatted;
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
      {forecast !== null && !hidden && <ForecastLine forecast={forecast} />}
      <p className="facts">
        <span id="as-of">{time === null ? t('updatedNow') : t('asOf', time)}</span>
        {used !== undefined && !hidden && <Used units={account.used_quota} used={used} />}
      </p>
    </section>
  );
}

function Used({ units, used }: { units: Account['used_quota']; used: UsedAmount | null }) {
  if (units === undefined) return null;
  return (
    <span id="used" title={t(used ? 'usedMoneyHow' : 'usedUnitsHow')}>
      {used ? t('usedMoney', used.text) : t('used', formatUnits(units))}
    </span>
  );
}

function ForecastLine({ forecast }: { forecast: Forecast | undefined }) {
  if (!forecast) return <p className="forecast">&nbsp;</p>;
  const isWarning = forecast.kind === 'lasts' && forecast.level === 'warning';
  const range = forecastRange(forecast);
  return (
    <p
      id="lasts"
      className={isWarning ? 'forecast warning' : 'forecast'}
      title={range ?? undefined}
    >
      {isWarning && <Icon name="warning" />}
      <span>{forecastText(forecast)}</span>
      {range && <span className="visually-hidden">{range}</span>}
    </p>
  );
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
