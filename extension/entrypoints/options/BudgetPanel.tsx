import { useRef, useState } from 'react';
import { Panel } from '../../components/Panel.tsx';
import { parseAmount } from '../../domain/amounts/parse-amount.ts';
import { BUDGET_PERIODS, type Budget, type BudgetPeriod } from '../../domain/budget.ts';
import { language, t } from '../../i18n/t.ts';
import { readAccount, type StoredAccount } from '../../storage/accounts.ts';
import { formatThreshold, parseThreshold } from './parse-threshold.ts';
import { ResultText } from './ResultText.tsx';
import { SavedField } from './SavedField.tsx';
import { Switch } from './Switch.tsx';
import { shownNotifications, switchNotification } from './switch-notification.ts';
import { amountText, unitHint } from './ThresholdField.tsx';
import { type ChangeResult, savePreferences, saveSwitch, useChange } from './use-change.ts';

const EVERY = { day: 'everyDay', week: 'everyWeek', month: 'everyMonth' } as const;

/** What the user wants to use at most in a day, a week or a month, and where that is shown. */
export function BudgetPanel({
  account: { id: account, state, preferences },
  mayNotify,
}: {
  account: StoredAccount;
  mayNotify: boolean;
}) {
  const { budget, budgetBadge, hidden } = preferences;
  const balance = 'account' in state ? state.account.balance_formatted : null;
  const shown = shownNotifications(preferences, mayNotify);
  // Until there is an amount, nothing but the page knows the period.
  const [chosen, setChosen] = useState<BudgetPeriod>('month');
  const period = budget?.period ?? chosen;
  const [result, change] = useChange();
  /** Ends when the last typed amount is saved. */
  const saving = useRef<Promise<unknown>>(null);

  function choose(value: string): void {
    const wanted = BUDGET_PERIODS.find((choice) => choice === value);
    if (!wanted) return;
    setChosen(wanted);
    change(async () => {
      await saving.current?.catch(() => null);
      const saved = (await readAccount(account))?.preferences.budget;
      return saved ? saveBudget(account, { ...saved, period: wanted }) : null;
    });
  }

  return (
    <Panel id="budget" heading={t('settingsBudgetHeading')}>
      <SavedField
        id="budget"
        label={t('fieldBudget')}
        inputMode="decimal"
        saved={formatThreshold(budget?.amount ?? null, language())}
        save={(typed) => {
          const saved = saveTypedBudget(account, typed, period);
          saving.current = saved;
          return saved;
        }}
        hints={{
          'budget-unit':
            balance !== null && parseAmount(balance) === null
              ? t('budgetUnreadable')
              : unitHint(balance, hidden),
          'budget-hint': t('fieldBudgetHint'),
        }}
      />
      <div className="option">
        <label htmlFor="budget-period">{t('fieldBudgetPeriod')}</label>
        <select
          id="budget-period"
          value={period}
          onChange={(event) => choose(event.target.value)}
          aria-describedby="budget-period-hint budget-period-result"
        >
          {BUDGET_PERIODS.map((choice) => (
            <option key={choice} value={choice}>
              {t(EVERY[choice])}
            </option>
          ))}
        </select>
        <p id="budget-period-hint" className="hint">
          {t('fieldBudgetPeriodHint')}
        </p>
        <ResultText id="budget-period-result" result={result} />
      </div>
      <Switch
        id="budgetBadge"
        label={t('switchBudgetBadge')}
        hint={t('switchBudgetBadgeHint')}
        on={budgetBadge}
        onSwitch={(on) => saveSwitch(account, { budgetBadge: on }, on)}
      />
      <Switch
        id="budgetNotification"
        label={t('switchBudgetNotification')}
        hint={t('switchBudgetNotificationHint')}
        on={shown.budgetNotification}
        onSwitch={(on) => switchNotification(account, 'budgetNotification', on, shown)}
      />
    </Panel>
  );
}

/** Saves a typed amount; no text is no budget. Text that is not an amount above zero changes nothing. */
export async function saveTypedBudget(
  account: number,
  typed: string,
  period: BudgetPeriod,
): Promise<ChangeResult> {
  const parsed = parseThreshold(typed);
  if (!parsed.ok || parsed.threshold === 0) {
    return { kind: 'problem', message: { title: 'thresholdWrong', text: 'thresholdWrongText' } };
  }
  const { threshold: amount } = parsed;
  return saveBudget(account, amount === null ? null : { amount, period });
}

function saveBudget(account: number, budget: Budget | null): Promise<ChangeResult> {
  const text = budget ? t('confirmedBudget', budgetText(budget)) : t('confirmedBudgetOff');
  return savePreferences(account, { budget }, text);
}

/** "at most 10 a week" */
export function budgetText({ amount, period }: Budget): string {
  return t('budgetEach', amountText(amount), t(EVERY[period]));
}
