import { Icon } from '../../components/icons.tsx';
import { MessageBox } from '../../components/MessageBox.tsx';
import { t } from '../../i18n/t.ts';
import type { ChangeResult } from './use-change.ts';

/**
 * The result of the last change of an option. Screen readers announce it. `inUse` is the value that counts when a
 * change was refused; empty text is none.
 */
export function ResultText({
  id,
  result,
  inUse,
}: {
  id: string;
  result: ChangeResult | null;
  inUse?: string;
}) {
  return (
    <div id={id} className="result" role="status">
      {result?.kind === 'confirmed' && (
        <p className="brief">
          <Icon name="tick" />
          <span>{result.text}</span>
        </p>
      )}
      {result?.kind === 'problem' && <MessageBox message={result.message} tone="problem" />}
      {result?.kind === 'problem' && inUse !== undefined && (
        <p className="hint">{t('stillInUse', inUse || t('valueNone'))}</p>
      )}
    </div>
  );
}
