import { useCallback } from 'react';
import { send } from '../../background/messages.ts';
import { Panel } from '../../components/Panel.tsx';
import { t } from '../../i18n/t.ts';
import { accountItems } from '../../storage/items.ts';
import { useStored } from '../../storage/use-stored.ts';
import { TwoStepButton } from './TwoStepButton.tsx';
import type { ChangeResult } from './use-change.ts';

/**
 * Explains the usage figures of the popup and deletes the history behind them. `account` is the id of the account
 * whose history it is.
 */
export function HistoryPanel({ account }: { account: number }) {
  const read = useCallback(() => accountItems(account).history.get(), [account]);
  const history = useStored(read, null);

  async function remove(): Promise<ChangeResult> {
    await send({ type: 'delete_history', account });
    return { kind: 'confirmed', text: t('historyDeleted') };
  }

  return (
    <Panel id="history" heading={t('historySettingsHeading')}>
      <p className="intro">{t('historyHowUsed')}</p>
      <p className="intro">{t('historyHowToday')}</p>
      <p className="intro">{t('historyHowLasts')}</p>
      <p className="intro">{t('historyHowChart')}</p>
      <p className="intro">{t('historyHowKept')}</p>
      <TwoStepButton
        id="history"
        label={t('actionDeleteHistory')}
        confirmLabel={t('actionDeleteForGood')}
        isDisabled={(history?.samples.length ?? 0) === 0}
        work={remove}
      />
    </Panel>
  );
}
