import { useCallback } from 'react';
import { send } from '../../background/messages.ts';
import { Icon } from '../../components/icons.tsx';
import { Panel } from '../../components/Panel.tsx';
import { accountName } from '../../domain/account-name.ts';
import { t } from '../../i18n/t.ts';
import type { StoredAccount } from '../../storage/accounts.ts';
import { accountItems } from '../../storage/items.ts';
import { useStored } from '../../storage/use-stored.ts';
import { exportHistory } from './export-data.ts';
import { TwoStepButton } from './TwoStepButton.tsx';
import type { ChangeResult } from './use-change.ts';

const FIGURES = [
  ['figureUsed', 'historyHowUsed'],
  ['figureToday', 'historyHowToday'],
  ['figureLasts', 'historyHowLasts'],
  ['settingsBudgetHeading', 'historyHowBudget'],
  ['figureChart', 'historyHowChart'],
  ['figureKept', 'historyHowKept'],
] as const;

/**
 * Explains the usage figures of the popup, and exports or deletes the history behind them. `account` is the one whose
 * history it is.
 */
export function HistoryPanel({ account }: { account: StoredAccount }) {
  const { id } = account;
  const read = useCallback(() => accountItems(id).history.get(), [id]);
  const history = useStored<Awaited<ReturnType<typeof read>> | undefined>(read, undefined);
  const isEmpty = history !== undefined && !history?.samples.length;

  async function remove(): Promise<ChangeResult> {
    await send({ type: 'delete_history', account: id });
    return { kind: 'confirmed', text: t('historyDeleted') };
  }

  return (
    <Panel id="history" heading={t('historySettingsHeading')}>
      {FIGURES.map(([name, how]) => (
        <details key={name}>
          <summary>
            {t(name)}
            <Icon name="next" />
          </summary>
          <p className="intro">{t(how)}</p>
        </details>
      ))}
      <TwoStepButton
        id="history"
        text={t('dataHistoryText')}
        confirmText={t('deleteHistoryText', accountName(account))}
        other={{ label: t('actionExportHistory'), work: () => exportHistory(account) }}
        label={t('actionDeleteHistory')}
        confirmLabel={t('actionDeleteForGood')}
        disabledReason={isEmpty ? t('historyEmpty') : null}
        work={remove}
      />
    </Panel>
  );
}
