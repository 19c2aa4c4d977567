import { useEffect, useRef, useState } from 'react';
import { t } from '../../i18n/t.ts';
import { ResultText } from './ResultText.tsx';
import { type ChangeResult, useChange } from './use-change.ts';

/**
 * A button whose work is done after a second click on another one, which gets the focus. `text` stands above it, and
 * `confirmText` in its place until that click. `other` is a button before it that works at once. With a
 * `disabledReason`, which is shown, neither does anything.
 */
export function TwoStepButton({
  id,
  text,
  confirmText = text,
  label,
  confirmLabel,
  disabledReason = null,
  work,
  other,
}: {
  id: string;
  text: string;
  confirmText?: string;
  label: string;
  confirmLabel: string;
  disabledReason?: string | null;
  work: () => Promise<ChangeResult | null>;
  other?: { label: string; work: () => Promise<ChangeResult | null> };
}) {
  const isDisabled = disabledReason !== null;
  const disabled = isDisabled && { 'aria-disabled': true, 'aria-describedby': `${id}-reason` };
  const [isConfirming, setConfirming] = useState(false);
  const [result, change] = useChange();
  /** The first button, or the one that confirms in its place. */
  const own = useRef<HTMLButtonElement>(null);
  const wasClicked = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: The focus moves when the buttons change.
  useEffect(() => {
    if (wasClicked.current) own.current?.focus();
  }, [isConfirming]);

  function ask(): void {
    wasClicked.current = true;
    setConfirming(!isDisabled);
  }

  function start(): void {
    setConfirming(false);
    change(work);
  }

  return (
    <>
      <p id={`${id}-text`} className="intro">
        {isConfirming ? confirmText : text}
      </p>
      <div className="with-result">
        {isConfirming ? (
          <div className="row">
            <button
              ref={own}
              type="button"
              className="button primary danger"
              aria-describedby={`${id}-text`}
              onClick={start}
            >
              {confirmLabel}
            </button>
            <button type="button" className="button secondary" onClick={() => setConfirming(false)}>
              {t('actionKeep')}
            </button>
          </div>
        ) : (
          <div className="row">
            {other && (
              <button
                type="button"
                className="button secondary"
                {...disabled}
                onClick={() => isDisabled || change(other.work)}
              >
                {other.label}
              </button>
            )}
            <button
              ref={own}
              type="button"
              className="button secondary"
              {...disabled}
              onClick={ask}
            >
              {label}
            </button>
          </div>
        )}
        {isDisabled && (
          <p id={`${id}-reason`} className="hint">
            {disabledReason}
          </p>
        )}
        <ResultText id={`${id}-result`} result={result} />
      </div>
    </>
  );
}
