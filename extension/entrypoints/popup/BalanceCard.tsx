import { useState } from 'react';
import { Icon } from '../../components/icons.tsx';
import type { Account } from '../../domain/account-state.ts';
import type { Forecast } from '../../domain/usage/forecast.ts';
import type { UsedAmount } from '../../domain/usage/used-amount.ts';
import { joinSentences, t } from '../../i18n/t.ts';
import { balanceSize } from './balance-size.ts';
import { useCount } from './count.ts';
import { forecastRange, forecastText } from './forecast-text.ts';
import { formatUnits } from './format-units.ts';
import type { PopupView } from './view.ts';

/**
 * The balance as the platform formats it, with its age, the usage and the forecast below. `time` is set if the balance
 * needs it, `credit` if a top-up has just arrived, `isCreditAwaited` if one was started, `used` if the price of the
 * platform's units is known. `used` and `forecast` are undefined until the history is read; their places are reserved.
 */
export function BalanceCard({
  account,
  card,
  time,
  used,
  forecast,
  hidden,
  credit,
  isCreditAwaited,
  onHide,
}: {
  account: Account;
  card: PopupView['card'];
  time: string | null;
  used: UsedAmount | null | undefined;
  forecast: Forecast | null | undefined;
  hidden: boolean;
  credit: string | null;
  isCreditAwaited: boolean;
  onHide: (hidden: boolean) => void;
}) {
  const toggle = t(hidden ? 'actionShowBalance' : 'actionHideBalance');
  return (
    <section className={`card ${card}`} aria-labelledby="balance-heading">
      <div className="headline">
        <h1 id="balance-heading">{t('headingBalance')}</h1>
        {!hidden && <Credit credit={credit} />}
        {isCreditAwaited && <p className="awaited">{t('creditAwaited')}</p>}
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
      {hidden ? <HiddenBalance /> : <Balance text={account.balance_formatted} />}
      <ForecastLine forecast={hidden ? null : forecast} />
      <p className="facts">
        <span id="as-of" title={t('asOfHow')}>
          {time === null ? t('updatedNow') : t('asOf', time)}
        </span>
        {used !== undefined && !hidden && <Used units={account.used_quota} used={used} />}
      </p>
    </section>
  );
}

/** The balance, letter for letter. While it counts, the steps lie above it and screen readers do not see them. */
function Balance({ text }: { text: string }) {
  const shown = useCount(text);
  return (
    <p className={`balance ${balanceSize(text)}`} id="balance" title={t('balanceHow')}>
      <span>{text}</span>
      {shown !== text && (
        <span className="count" aria-hidden="true">
          {shown}
        </span>
      )}
    </p>
  );
}

/** Four bullets replace an amount of any length. As a drawing they are the same in every font. */
function HiddenBalance() {
  return (
    <p className="balance xl" id="balance">
      <span className="visually-hidden">{t('balanceHidden')}</span>
      <svg className="bullets" viewBox="0 0 52 10" aria-hidden="true" focusable="false">
        <path d="M5 5h0M19 5h0M33 5h0M47 5h0" />
      </svg>
    </p>
  );
}

/** The last credit stays in the page until it has faded. */
function Credit({ credit }: { credit: string | null }) {
  const [last, setLast] = useState(credit);
  if (credit !== null && credit !== last) setLast(credit);
  if (last === null) return null;
  return (
    <p className="credit" hidden={credit === null} title={t('creditHow')}>
      <span className="visually-hidden">{t('creditArrived')}</span> <span id="credit">{last}</span>
    </p>
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

/** Without a forecast its place stays empty. With large text the place is reserved only until the history is read. */
function ForecastLine({ forecast }: { forecast: Forecast | null | undefined }) {
  if (!forecast) return <p className="forecast">{forecast === undefined && '\u00a0'}</p>;
  const isWarning = forecast.kind === 'lasts' && forecast.level === 'warning';
  const range = forecastRange(forecast);
  return (
    <p
      id="lasts"
      className={isWarning ? 'forecast warning' : 'forecast'}
      title={range ? joinSentences(t('forecastHow'), range) : undefined}
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
      <ForecastLine forecast={undefined} />
      <p className="facts" aria-hidden="true">
        <span className="skeleton" />
        <span className="skeleton" />
      </p>
    </section>
  );
}
