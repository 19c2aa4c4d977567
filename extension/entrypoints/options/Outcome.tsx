import { Message } from '../../components/MessageText.tsx';
import type { Said } from './save-preference.ts';

/** Where a setting says what became of a change; screen readers announce it. */
export function Outcome({ id, said }: { id: string; said: Said | null }) {
  return (
    <div id={id} className="outcome" role="status">
      {said?.kind === 'confirmed' && <p>{said.words}</p>}
      {said?.kind === 'problem' && <Message saying={said.saying} mood="problem" />}
    </div>
  );
}
