import { useEffect, useRef, useState } from 'react';
import { send } from '../../background/messages.ts';
import { t } from '../../i18n/t.ts';
import { Outcome } from './Outcome.tsx';
import { useSaid } from './save-preference.ts';

/** How the figures under the balance come about, and the way to forget what they are made of. */
export function HistorySettings({ samples }: { samples: number }) {
  return (
    <section className="panel" aria-labelledby="history-heading">
      <h2 id="history-heading">{t('historySettingsHeading')}</h2>
      <p className="intro">{t('historyHowToday')}</p>
      <p className="intro">{t('historyHowLasts')}</p>
      <p className="intro">{t('historyHowKept')}</p>
      <DeleteHistory isEmpty={samples === 0} />
    </section>
  );
}

/** Deleting takes a second click, which the keyboard reaches at once. */
function DeleteHistory({ isEmpty }: { isEmpty: boolean }) {
  const [asks, setAsks] = useState(false);
  const [said, during] = useSaid();
  const confirm = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asks) confirm.current?.focus();
  }, [asks]);

  function remove(): void {
    setAsks(false);
    during(async () => {
      await send({ type: 'delete_history' });
      return { kind: 'confirmed', words: t('historyDeleted') };
    });
  }

  return (
    <div className="setting">
      {asks ? (
        <div className="line">
          <button ref={confirm} type="button" className="button strong" onClick={remove}>
            {t('actionDeleteForGood')}
          </button>
          <button type="button" className="button quiet" onClick={() => setAsks(false)}>
            {t('actionKeep')}
          </button>
        </div>
      ) : (
        <button
          type="button"
          className="button quiet"
          aria-disabled={isEmpty}
          onClick={() => setAsks(!isEmpty)}
        >
          {t('actionDeleteHistory')}
        </button>
      )}
      <Outcome id="history-outcome" said={said} />
    </div>
  );
}
