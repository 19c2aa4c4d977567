import { type ChangeEvent, useRef, useState } from 'react';
import { Panel } from '../../components/Panel.tsx';
import { isDraft } from '../../domain/account-list.ts';
import type { PreferencesFile } from '../../domain/preferences-file.ts';
import { isEmpty, planImport } from '../../domain/preferences-import.ts';
import { t } from '../../i18n/t.ts';
import { exportPreferences } from './export-data.ts';
import { ImportReview } from './ImportReview.tsx';
import { applyImport, FILE_MESSAGES, readChosenFile } from './import-preferences.ts';
import { ResultText } from './ResultText.tsx';
import type { AccountList } from './use-account-list.ts';
import { useChange } from './use-change.ts';

/** Takes the preferences of all accounts out of the browser, and those of a file into it. */
export function DataPanel({ list }: { list: AccountList }) {
  return (
    <Panel id="data" heading={t('dataHeading')}>
      <p className="intro">{t('dataSettingsText')}</p>
      <DataControls list={list} accounts={list.accounts.filter((account) => !isDraft(account))} />
    </Panel>
  );
}

function DataControls({
  list,
  accounts,
}: {
  list: AccountList;
  accounts: AccountList['accounts'];
}) {
  const chooser = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<{ name: string; file: PreferencesFile } | null>(null);
  const [result, change] = useChange();
  const isApplying = useRef(false);
  const plan = chosen && planImport(chosen.file, accounts, accounts[0]?.policy);
  const isApplied = plan !== null && isEmpty(plan);

  function choose({ currentTarget }: ChangeEvent<HTMLInputElement>): void {
    const [picked] = currentTarget.files ?? [];
    // The same file can be chosen again once it is mended.
    currentTarget.value = '';
    if (!picked) return;
    change(async () => {
      setChosen(null);
      const read = await readChosenFile(picked);
      if (!read.ok) return { kind: 'problem', message: FILE_MESSAGES[read.problem] };
      const { file } = read;
      const found = planImport(file, accounts, accounts[0]?.policy);
      if (isEmpty(found) && found.missing.length + found.managed.length === 0) {
        return { kind: 'confirmed', text: t('importNothing') };
      }
      setChosen({ name: picked.name, file });
      return null;
    });
  }

  /** A second click during the first one would move the accounts once more. */
  async function apply(): Promise<void> {
    if (!plan || isApplying.current) return;
    isApplying.current = true;
    await change(async () => {
      const applied = await applyImport(plan, accounts);
      if (plan.missing.length + plan.managed.length === 0) setChosen(null);
      return applied;
    });
    isApplying.current = false;
  }

  return (
    <>
      <div className="with-result">
        <div className="row">
          <button
            type="button"
            className="button secondary"
            onClick={() => change(() => exportPreferences(accounts))}
          >
            {t('actionExportSettings')}
          </button>
          <button
            type="button"
            className="button secondary"
            onClick={() => chooser.current?.click()}
          >
            {t('actionImportSettings')}
          </button>
          <input
            ref={chooser}
            type="file"
            accept=".json,application/json"
            hidden
            onChange={choose}
          />
        </div>
        <ResultText id="import-result" result={isApplied ? null : result} />
      </div>
      {chosen && plan && (
        <ImportReview
          name={chosen.name}
          plan={plan}
          applied={isApplied ? result : null}
          list={list}
          apply={apply}
          close={() => setChosen(null)}
        />
      )}
    </>
  );
}
