import {
  type InputHTMLAttributes,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
} from 'react';
import { t } from '../../i18n/t.ts';
import { ResultText } from './ResultText.tsx';
import { type ChangeResult, useChange } from './use-change.ts';

/**
 * A text field that saves when it loses the focus, on Enter, when `commit` is called, and when it is removed.
 * `saved` is the stored text, and `none` says that there is none where a change was refused. `hints` are texts below
 * the field by their ids. `save` rejects if the background did not save the text.
 */
export function SavedField({
  id,
  label,
  saved,
  none,
  save,
  commit,
  hints,
  disabled = false,
  ...attributes
}: {
  id: string;
  label: string;
  saved: string;
  none?: string;
  save: (typed: string) => Promise<ChangeResult>;
  commit?: RefObject<(() => void) | null>;
  hints: Readonly<Record<string, ReactNode>>;
  disabled?: boolean;
} & Pick<InputHTMLAttributes<HTMLInputElement>, 'inputMode' | 'maxLength' | 'placeholder'>) {
  const [result, change] = useChange();
  const field = useRef<HTMLInputElement>(null);
  /** The text that needs no saving: it was saved, or refused as it is. */
  const settled = useRef(saved);

  function submit(): void {
    const typed = field.current?.value ?? settled.current;
    if (typed === settled.current) return;
    settled.current = typed;
    change(async () => {
      try {
        return await save(typed);
      } catch (error) {
        settled.current = saved;
        throw error;
      }
    });
  }

  const latest = useRef(submit);
  useLayoutEffect(() => {
    latest.current = submit;
    if (commit) commit.current = submit;
  });

  // React empties the reference to the field only after this.
  useLayoutEffect(
    () => () => {
      latest.current();
      if (commit) commit.current = null;
    },
    [commit],
  );

  // Another page may change the value. What the user is typing here stays.
  useEffect(() => {
    if (!field.current || field.current.value !== settled.current) return;
    field.current.value = saved;
    settled.current = saved;
  }, [saved]);

  return (
    <div className="option">
      <label htmlFor={id}>{label}</label>
      <input
        {...attributes}
        ref={field}
        disabled={disabled}
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        defaultValue={saved}
        onBlur={submit}
        onKeyDown={({ key }) => key === 'Enter' && submit()}
        aria-describedby={[...Object.keys(hints), `${id}-result`].join(' ')}
        aria-invalid={result?.kind === 'problem'}
      />
      <ResultText
        id={`${id}-result`}
        result={result}
        kept={saved ? t('stillInUse', saved) : none}
      />
      {Object.entries(hints).map(([hintId, hint]) => (
        <p key={hintId} id={hintId} className="hint">
          {hint}
        </p>
      ))}
    </div>
  );
}
