import type { Account } from '../../domain/account-state.ts';
import { minus, toDecimal } from '../../domain/amounts/decimal.ts';
import { formatLike, formatLimit } from '../../domain/amounts/format-like.ts';
import { type Budget, type BudgetUse, budgetUse } from '../../domain/budget.ts';
import type { History } from '../../domain/usage/history.ts';
import { periodName } from '../../i18n/budget-texts.ts';
import { firstDayOfWeek } from '../../i18n/first-day-of-week.ts';
import { clockTime } from '../../i18n/format-time.ts';
import { language, t } from '../../i18n/t.ts';
import { formatDay } from './usage-text.ts';

const WORDS = { calm: null, warning: 'budgetTooFast', used_up: 'budgetUsedUp' } as const;

/**
 * How much of the budget is used, and how much of its period is gone. `history` is undefined until it is read; the
 * place is reserved. `now` is Unix milliseconds.
 */
export function BudgetLine({
  budget,
  account,
  history,
  now,
}: {
  budget: Budget;
  account: Account;
  history: History | null | undefined;
  now: number;
}) {
  const use = history && budgetUse(budget, account, history, now, firstDayOfWeek());
  return (
    <section className="budget" aria-label={t('settingsBudgetHeading')}>
      {use ? (
        <UseText use={use} balance={account.balance_formatted} now={now} />
      ) : (
        <p className="usage-day">
          {history === undefined ? '\u00a0' : t('budgetUnknown', periodName(budget.period))}
        </p>
      )}
      <div className="budget-bar" aria-hidden="true">
        {use && (
          <>
            <b className={use.level} style={{ width: `${Math.min(use.percent, 100)}%` }} />
            <i style={{ insetInlineStart: `${use.elapsed * 100}%` }} />
          </>
        )}
      </div>
    </section>
  );
}

function UseText({ use, balance, now }: { use: BudgetUse; balance: string; now: number }) {
  const { used, percent, elapsed, budget, since, level } = use;
  const share = String(percent);
  const word = WORDS[level];
  const limit = formatLimit(balance, budget.amount);
  const over = minus(used, toDecimal(budget.amount) ?? used);
  const further =
    level !== 'used_up'
      ? t('budgetGone', String(Math.floor(elapsed * 100)), periodName(budget.period))
      : over !== '0' && t('budgetOver', formatLike(balance, over));
  return (
    <p className="usage-day">
      <span title={since ? t('budgetSince', share, day(since)) : t('budgetHow', share)}>
        {/* What was used before the account was first seen is not known: a zero would be wrong. */}
        {since && used === '0'
          ? t('budgetCounted', limit, clockTime(since, now, language()))
          : t('budgetOf', `${since ? '≥ ' : ''}${formatLike(balance, used)}`, limit)}
      </span>
      <span className={level} title={t('budgetDates', day(use.from), day(use.to - 1))}>
        {[word && t(word), further].filter(Boolean).join(' · ')}
      </span>
    </p>
  );
}

const day = (at: number) => formatDay(at, { month: 'short', day: 'numeric' });
