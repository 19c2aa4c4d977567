import { useEffect, useRef, useState } from 'react';
import { send } from '../../background/messages.ts';
import { Panel } from '../../components/Panel.tsx';
import { t } from '../../i18n/t.ts';
import { ResultText } from './ResultText.tsx';
import { useChange } from './use-change.ts';

/** Explains the usage figures of the popup and deletes the history behind them. */
export function HistoryPanel({ samples }: { samples: number }) {
  return (
    <Panel id="history" heading={t('historySettingsHeading')}>
      <p className="intro">{t('historyHowToday')}</p>
      <p className="intro">{t('historyHowLasts')}</p>
      <p className="intro">{t('historyHowKept')}</p>
      <DeleteHistory isEmpty={samples === 0} />
    </Panel>
  );
}

/** Deletes after a second click on a button that gets the focus. */
function DeleteHistory({ isEmpty }: { isEmpty: boolean }) {
  const [isConfirming, setConfirming] = useState(false);
  const [result, change] = useChange();
  const confirm = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isConfirming) confirm.current?.focus();
  }, [isConfirming]);

  function remove(): void {
    setConfirming(false);
    change(async () => {
      await send({ type: 'delete_history' });
      return { kind: 'confirmed', text: t('historyDeleted') };
    });
  }

  return (
    <div className="option">
      {isConfirming ? (
        <div className="row">
          <button ref={confirm} type="button" className="button primary" onClick={remove}>
            {t('actionDeleteForGood')}
          </button>
          <button type="button" className="button secondary" onClick={() => setConfirming(false)}>
            {t('actionKeep')}
          </button>
        </div>
      ) : (
        <button
          type="button"
          className="button secondary"
          aria-disabled={isEmpty}
          onClick={() => setConfirming(!isEmpty)}
        >
          {t('actionDeleteHistory')}
        </button>
      )}
      <ResultText id="history-result" result={result} />
    </div>
  );
}
