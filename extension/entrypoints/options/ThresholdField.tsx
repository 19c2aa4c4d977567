import type { RefObject } from 'react';
import { parseAmount } from '../../domain/amounts/parse-amount.ts';
import type { Preferences } from '../../domain/preferences.ts';
import { language, t } from '../../i18n/t.ts';
import { formatThreshold, parseThreshold } from './parse-threshold.ts';
import { SavedField } from './SavedField.tsx';
import { type ChangeResult, savePreferences } from './use-change.ts';

/**
 * The field for the amount below which the balance of the account with the id `account` is low. Saves also when
 * `commit` is called. `balance` is the balance as the platform formats it, if known. `managed` is whether the
 * organization has set the amount. Amounts that cannot be compared with the balance cannot be set.
 */
export function ThresholdField({
  account,
  saved,
  balance,
  hidden,
  managed,
  commit,
}: {
  account: number;
  saved: Preferences['threshold'];
  balance: string | null;
  hidden: boolean;
  managed: boolean;
  commit: RefObject<(() => void) | null>;
}) {
  return (
    <SavedField
      // What is being typed does not outlive an amount of the organization.
      key={String(managed)}
      id="threshold"
      label={t('fieldThreshold')}
      inputMode="decimal"
      saved={formatThreshold(saved, language())}
      none={t('amountNotSet')}
      save={(typed) => saveThreshold(typed, account)}
      commit={commit}
      disabled={managed || isUnreadable(balance)}
      hints={{
        'threshold-unit': managed ? '' : unitHint(balance, hidden),
        'threshold-hint': t(managed ? 'managed' : 'fieldThresholdHint'),
      }}
    />
  );
}

/** Whether a known balance is text in which no number can be read. */
export function isUnreadable(balance: string | null): boolean {
  return balance !== null && parseAmount(balance) === null;
}

/** A hint at the unit of the amount, on one line with it. A hidden balance is not shown here either. */
export function unitHint(balance: string | null, hidden: boolean): string {
  if (isUnreadable(balance)) return '';
  if (balance === null || hidden) return t('thresholdUnitUnknown');
  return t('thresholdUnit', balance.replace(/\s/gu, '\u00a0'));
}

/**
 * Saves a typed amount for the account with the id `account`. Text that is not an amount changes nothing. Rejects
 * if the background did not save it.
 */
export async function saveThreshold(typed: string, account: number): Promise<ChangeResult> {
  const parsed = parseThreshold(typed);
  if (!parsed.ok) {
    return { kind: 'problem', message: { title: 'thresholdWrong', text: 'thresholdWrongText' } };
  }
  const { threshold } = parsed;
  return threshold === null
    ? savePreferences(account, { threshold }, t('confirmedThresholdOff'))
    : savePreferences(account, { threshold });
}
