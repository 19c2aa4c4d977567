import { Outcome } from './Outcome.tsx';
import type { Said } from './save-preference.ts';

/** A setting that is on or off, with a word on what it means and on what became of the last change. */
export function Switch({
  id,
  label,
  hint,
  on,
  said,
  onSwitch,
}: {
  id: string;
  label: string;
  hint?: string;
  on: boolean;
  said: Said | null;
  onSwitch: (on: boolean) => void;
}) {
  return (
    <div className="setting">
      <div className="switch">
        <button
          type="button"
          role="switch"
          id={id}
          aria-checked={on}
          aria-labelledby={`${id}-label`}
          onClick={() => onSwitch(!on)}
          aria-describedby={hint ? `${id}-hint ${id}-outcome` : `${id}-outcome`}
        />
        <label id={`${id}-label`} htmlFor={id}>
          {label}
        </label>
      </div>
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      <Outcome id={`${id}-outcome`} said={said} />
    </div>
  );
}
