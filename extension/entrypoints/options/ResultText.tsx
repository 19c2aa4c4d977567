import { Icon } from '../../components/icons.tsx';
import { MessageBox } from '../../components/MessageBox.tsx';
import type { ChangeResult } from './use-change.ts';

/**
 * The result of the last change of an option. Screen readers announce it. `kept` says which value counts when a change
 * was refused.
 */
export function ResultText({
  id,
  result,
  kept,
}: {
  id: string;
  result: ChangeResult | null;
  kept?: string | undefined;
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
      {result?.kind === 'problem' && kept && <p className="hint">{kept}</p>}
    </div>
  );
}
