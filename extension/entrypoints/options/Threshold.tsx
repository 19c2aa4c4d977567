import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { parseAmount } from '../../domain/amounts/parse-amount.ts';
import type { Preferences } from '../../domain/preferences.ts';
import { language, t } from '../../i18n/t.ts';
import { Outcome } from './Outcome.tsx';
import { type Said, saveChanges, useSaid } from './save-preference.ts';
import { readThreshold, thresholdText } from './threshold-text.ts';

/**
 * The field for the amount below which the balance is low. It saves itself when it is left, at Enter,
 * and whenever `commit` is called. `balance` is the balance as the platform writes it, if known.
 */
export function Threshold({
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
  const [said, during] = useSaid();
  const field = useRef<HTMLInputElement>(null);
  const savedText = thresholdText(saved, language());
  const settled = useRef(savedText);

  function save(): void {
    const typed = field.current?.value ?? '';
    if (typed === settled.current) return;
    settled.current = typed;
    during(async () => {
      try {
        return await saveThreshold(typed);
      } catch (error) {
        settled.current = savedText;
        throw error;
      }
    });
  }

  function keyPressed(event: KeyboardEvent): void {
    if (event.key === 'Enter') save();
  }

  useEffect(() => {
    commit.current = save;
    return () => {
      commit.current = null;
    };
  });

  useEffect(() => {
    if (!field.current || field.current.value !== settled.current) return;
    field.current.value = savedText;
    settled.current = savedText;
  }, [savedText]);

  return (
    <div className="setting">
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
        onKeyDown={keyPressed}
        aria-describedby="threshold-unit threshold-hint threshold-outcome"
        aria-invalid={said?.kind === 'problem'}
      />
      <p id="threshold-unit" className="hint">
        {unitWords(balance, hidden)}
      </p>
      <p id="threshold-hint" className="hint">
        {t('fieldThresholdHint')}
      </p>
      <Outcome id="threshold-outcome" said={said} />
    </div>
  );
}

/** What is said about the unit of the amount. A hidden balance is not shown here either. */
export function unitWords(balance: string | null, hidden: boolean): string {
  if (balance === null) return t('thresholdUnitUnknown');
  if (parseAmount(balance) === null) return t('thresholdUnreadable');
  return hidden ? t('thresholdUnitUnknown') : t('thresholdUnit', balance);
}

/** Saves the amount as typed; one that can't be read changes nothing. Rejects where the background did not save it. */
export async function saveThreshold(typed: string): Promise<Said> {
  const reading = readThreshold(typed);
  if (!reading.ok) {
    const saying = { title: 'thresholdWrong', text: 'thresholdWrongText' } as const;
    return { kind: 'problem', saying };
  }
  const { threshold } = reading;
  const words =
    threshold === null
      ? t('confirmedThresholdOff')
      : t('confirmedThreshold', new Intl.NumberFormat(language()).format(threshold));
  return saveChanges({ threshold }, words);
}
