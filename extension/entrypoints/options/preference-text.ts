import type { MessageKey } from '../../domain/message.ts';
import type { PreferenceChanges, Preferences } from '../../domain/preferences.ts';
import { language, t } from '../../i18n/t.ts';
import { budgetText } from './BudgetPanel.tsx';
import { formatThreshold } from './parse-threshold.ts';
import { formatMinutes } from './RefreshPanel.tsx';

type Shown<Value> = readonly [label: MessageKey, format: (value: Value) => string];

const onOrOff = (value: boolean) => t(value ? 'valueOn' : 'valueOff');

/** The label of each preference, and how a value is written. */
const PREFERENCES: { readonly [Name in keyof Preferences]: Shown<Preferences[Name]> } = {
  minutes: ['fieldMinutes', formatMinutes],
  badge: ['switchBadge', onOrOff],
  hidden: ['actionHideBalance', onOrOff],
  threshold: ['fieldThreshold', (amount) => formatThreshold(amount, language()) || t('valueNone')],
  lowBalanceNotification: ['switchLowBalanceNotification', onOrOff],
  creditNotification: ['switchCreditNotification', onOrOff],
  budget: ['settingsBudgetHeading', (budget) => (budget ? budgetText(budget) : t('valueNone'))],
  budgetBadge: ['switchBudgetBadge', onOrOff],
  budgetNotification: ['switchBudgetNotification', onOrOff],
};

export const preferenceLabel = (name: keyof Preferences): string => t(PREFERENCES[name][0]);

/** A change as a row of a table. */
export type ChangeRow = readonly [label: string, before: string, after: string];

/** Each change in words, such as "Refresh interval", "5 minutes", "10 minutes". */
export function changeRows(changes: PreferenceChanges, present: Preferences): ChangeRow[] {
  return (Object.keys(changes) as (keyof Preferences)[]).map((name) => {
    const [label, format] = PREFERENCES[name] as Shown<unknown>;
    return [t(label), format(present[name]), format(changes[name])];
  });
}
