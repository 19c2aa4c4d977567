import type { ReactNode } from 'react';
import { ResultText } from './ResultText.tsx';
import { type ChangeResult, useChange } from './use-change.ts';

/** An option with a list of choices, a hint and the result of the last change. `textOf` writes a choice. */
export function SelectField<Value extends string | number>({
  id,
  label,
  hint,
  value,
  choices,
  textOf,
  disabled = false,
  onSelect,
}: {
  id: string;
  label: string;
  hint: ReactNode;
  value: Value;
  choices: readonly Value[];
  textOf: (choice: Value) => string;
  disabled?: boolean;
  onSelect: (choice: Value) => Promise<ChangeResult | null>;
}) {
  const [result, change] = useChange();

  function select(wanted: string): void {
    const chosen = choices.find((choice) => String(choice) === wanted);
    if (chosen !== undefined) change(() => onSelect(chosen));
  }

  return (
    <div className="option">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={(event) => select(event.target.value)}
        aria-describedby={`${id}-hint ${id}-result`}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {textOf(choice)}
          </option>
        ))}
      </select>
      <ResultText id={`${id}-result`} result={disabled ? null : result} />
      <p id={`${id}-hint`} className="hint">
        {hint}
      </p>
    </div>
  );
}
