import { Icon } from '../../components/icons.tsx';
import { MessageBox } from '../../components/MessageBox.tsx';
import type { ChangeResult } from './use-change.ts';

/** The result of the last change of an option. Screen readers announce it. */
export function ResultText({ id, result }: { id: string; result: ChangeResult | null }) {
  return (
    <div id={id} className="result" role="status">
      {result?.kind === 'confirmed' && (
        <p className="brief" title={result.text}>
          <Icon name="tick" />
          <span>{result.text}</span>
        </p>
      )}
      {result?.kind === 'problem' && <MessageBox message={result.message} tone="problem" />}
    </div>
  );
}
