import { type RefObject, useEffect, useRef } from 'react';
import { parseAmount } from '../../domain/amounts/parse-amount.ts';
import type { Preferences } from '../../domain/preferences.ts';
import { language, t } from '../../i18n/t.ts';
import { formatThreshold, parseThreshold } from './parse-threshold.ts';
import { ResultText } from './ResultText.tsx';
import { type ChangeResult, savePreferences, useChange } from './use-change.ts';

/**
 * The field for the amount below which the balance is low. Saves when it loses the focus, on Enter, and when
 * `commit` is called. `balance` is the balance as the platform formats it, if known.
 */
export function ThresholdField({
  saved,
  balance,
  hidden,
  commit,
}: {
  saved: Preferences['threshold'];
  balance: string | null;
  hidden: boolean;
  commit: RefObject<(() => void) | null>;
}) {
  const [result, change] = useChange();
  const field = useRef<HTMLInputElement>(null);
  const savedText = formatThreshold(saved, language());
  /** The text that needs no saving: it was saved, or refused as it is. */
  const settled = useRef(savedText);

  function save(): void {
    const typed = field.current?.value ?? '';
    if (typed === settled.current) return;
    settled.current = typed;
    change(async () => {
      try {
        return await saveThreshold(typed);
      } catch (error) {
        settled.current = savedText;
        throw error;
      }
    });
  }

  useEffect(() => {
    commit.current = save;
    return () => {
      commit.current = null;
    };
  });

  // Another page may change the threshold. What the user is typing here stays.
  useEffect(() => {
    if (!field.current || field.current.value !== settled.current) return;
    field.current.value = savedText;
    settled.current = savedText;
  }, [savedText]);

  return (
    <div className="option">
      <label htmlFor="threshold">{t('fieldThreshold')}</label>
      <input
        ref={field}
        id="threshold"
        type="text"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        defaultValue={savedText}
        onBlur={save}
        onKeyDown={({ key }) => key === 'Enter' && save()}
        aria-describedby="threshold-unit threshold-hint threshold-result"
        aria-invalid={result?.kind === 'problem'}
      />
      <p id="threshold-unit" className="hint">
        {unitHint(balance, hidden)}
      </p>
      <p id="threshold-hint" className="hint">
        {t('fieldThresholdHint')}
      </p>
      <ResultText id="threshold-result" result={result} />
    </div>
  );
}

/** A hint at the unit of the amount. A hidden balance is not shown here either. */
export function unitHint(balance: string | null, hidden: boolean): string {
  if (balance === null) return t('thresholdUnitUnknown');
  if (parseAmount(balance) === null) return t('thresholdUnreadable');
  return hidden ? t('thresholdUnitUnknown') : t('thresholdUnit', balance);
}

/** Saves a typed amount. Text that is not an amount changes nothing. Rejects if the background did not save it. */
export async function saveThreshold(typed: string): Promise<ChangeResult> {
  const parsed = parseThreshold(typed);
  if (!parsed.ok) {
    return { kind: 'problem', message: { title: 'thresholdWrong', text: 'thresholdWrongText' } };
  }
  const { threshold } = parsed;
  const text =
    threshold === null
      ? t('confirmedThresholdOff')
      : t('confirmedThreshold', new Intl.NumberFormat(language()).format(threshold));
  return savePreferences({ threshold }, text);
}
