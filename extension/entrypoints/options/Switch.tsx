import type { ReactNode } from 'react';
import { ResultText } from './ResultText.tsx';
import { type ChangeResult, useChange } from './use-change.ts';

/** An option that is on or off, with a hint and the result of the last change. */
export function Switch({
  id,
  label,
  hint,
  on,
  disabled = false,
  onSwitch,
}: {
  id: string;
  label: string;
  hint?: ReactNode;
  on: boolean;
  disabled?: boolean;
  onSwitch: (on: boolean) => Promise<ChangeResult>;
}) {
  const [result, change] = useChange();
  return (
    <div className="option switch">
      <label id={`${id}-label`} htmlFor={id}>
        {label}
      </label>
      <button
        type="button"
        role="switch"
        id={id}
        disabled={disabled}
        aria-checked={on}
        aria-labelledby={`${id}-label`}
        onClick={() => change(() => onSwitch(!on))}
        aria-describedby={hint ? `${id}-hint ${id}-result` : `${id}-result`}
      />
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      <ResultText id={`${id}-result`} result={disabled ? null : result} />
    </div>
  );
}
