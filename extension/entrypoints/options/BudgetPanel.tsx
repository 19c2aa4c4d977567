import { useRef, useState } from 'react';
import { Panel } from '../../components/Panel.tsx';
import { BUDGET_PERIODS, type Budget, type BudgetPeriod } from '../../domain/budget.ts';
import { language, t } from '../../i18n/t.ts';
import { readAccount, type StoredAccount } from '../../storage/accounts.ts';
import { formatThreshold, parseThreshold } from './parse-threshold.ts';
import { SavedField } from './SavedField.tsx';
import { SelectField } from './SelectField.tsx';
import { Switch } from './Switch.tsx';
import { shownNotifications, switchNotification } from './switch-notification.ts';
import { isUnreadable, unitHint } from './ThresholdField.tsx';
import { type ChangeResult, savePreferences, saveSwitch } from './use-change.ts';

const CHOICES = {
  day: 'periodChoiceDay',
  week: 'periodChoiceWeek',
  month: 'periodChoiceMonth',
} as const;

const EVERY = { day: 'everyDay', week: 'everyWeek', month: 'everyMonth' } as const;

/** What the user wants to use at most in a day, a week or a month, and where that is shown. */
export function BudgetPanel({
  account: { id: account, state, preferences },
  mayNotify,
}: {
  account: StoredAccount;
  mayNotify: boolean;
}) {
  const { budget, budgetBadge, badge, hidden } = preferences;
  const balance = 'account' in state ? state.account.balance_formatted : null;
  const disabled = isUnreadable(balance);
  const shown = shownNotifications(preferences, mayNotify);
  // Until there is an amount, nothing but the page knows the period.
  const [chosen, setChosen] = useState<BudgetPeriod>('month');
  const period = budget?.period ?? chosen;
  /** Ends when the last typed amount is saved. */
  const saving = useRef<Promise<unknown>>(null);

  async function choose(wanted: BudgetPeriod): Promise<ChangeResult | null> {
    setChosen(wanted);
    await saving.current?.catch(() => null);
    const saved = (await readAccount(account))?.preferences.budget;
    return saved ? savePreferences(account, { budget: { ...saved, period: wanted } }) : null;
  }

  return (
    <Panel id="budget" heading={t('settingsBudgetHeading')}>
      {disabled && <p className="intro">{t('balanceUnreadable')}</p>}
      <SavedField
        id="budget"
        disabled={disabled}
        label={t('fieldBudget')}
        inputMode="decimal"
        saved={formatThreshold(budget?.amount ?? null, language())}
        none={t('amountNotSet')}
        save={(typed) => {
          const saved = saveTypedBudget(account, typed, period);
          saving.current = saved;
          return saved;
        }}
        hints={{
          'budget-unit': unitHint(balance, hidden),
          'budget-hint': t('fieldBudgetHint'),
        }}
      />
      <SelectField
        id="budget-period"
        label={t('fieldBudgetPeriod')}
        hint={t('fieldBudgetPeriodHint')}
        value={period}
        disabled={disabled}
        choices={BUDGET_PERIODS}
        textOf={(choice) => t(CHOICES[choice])}
        onSelect={choose}
      />
      <Switch
        id="budgetBadge"
        label={t('switchBudgetBadge')}
        hint={badge ? t('switchBudgetBadgeHint') : t('switchBudgetBadgeOff', t('switchBadge'))}
        on={budgetBadge}
        disabled={disabled || !badge}
        onSwitch={(on) => saveSwitch(account, { budgetBadge: on }, on)}
      />
      <Switch
        id="budgetNotification"
        label={t('switchBudgetNotification')}
        hint={t('switchBudgetNotificationHint')}
        on={shown.budgetNotification}
        disabled={disabled}
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
  return amount === null
    ? savePreferences(account, { budget: null }, t('confirmedBudgetOff'))
    : savePreferences(account, { budget: { amount, period } });
}

/** "at most 10 a week" */
export function budgetText({ amount, period }: Budget): string {
  return t('budgetEach', formatThreshold(amount, language()), t(EVERY[period]));
}
