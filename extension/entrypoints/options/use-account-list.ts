import { useLayoutEffect, useRef, useState } from 'react';
import { send } from '../../background/messages.ts';
import { isDraft } from '../../domain/account-list.ts';
import { accountName } from '../../domain/account-name.ts';
import { t } from '../../i18n/t.ts';
import type { StoredAccount, StoredAccounts } from '../../storage/accounts.ts';
import { useChange } from './use-change.ts';

const ADDRESS_FIELD = '#proxy-address';

/** The selected account in the list, or the button in its place. */
const LIST = '.accounts :checked, #add-account';

export type AccountList = ReturnType<typeof useAccountList>;

/**
 * The accounts of the page, which of them is selected, and what can be done with the list. The selection is the
 * page's own. It moves to an account that is being added as soon as there is one.
 */
export function useAccountList(stored: StoredAccounts) {
  const accounts = stored.all;
  const draft = accounts.find(isDraft)?.id;
  const [selectedId, setSelectedId] = useState(stored.shown.id);
  const selected = accounts.find(({ id }) => id === selectedId) ?? stored.shown;
  const [result, change] = useChange();
  const [suggested, setSuggested] = useState<string>();
  /** A selector of the control that gets the focus with the next selection. */
  const nextFocus = useRef<string | null>(draft === undefined ? null : ADDRESS_FIELD);

  // Another page may have sent the user here because of the account that it shows.
  useLayoutEffect(() => setSelectedId(stored.shown.id), [stored.shown.id]);

  // Another page may begin to add the next account.
  useLayoutEffect(() => {
    if (draft === undefined) setSuggested(undefined);
  }, [draft]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus moves when another account is selected
  useLayoutEffect(() => {
    if (nextFocus.current) document.querySelector<HTMLElement>(nextFocus.current)?.focus();
    nextFocus.current = null;
  }, [selected.id]);

  return {
    accounts,
    selected,
    /** The result of the last change of the list. */
    result,
    /** The address that was suggested for the account that is being added, until another account is selected. */
    suggested,
    select: (id: number) => {
      setSuggested(undefined);
      nextFocus.current = null;
      setSelectedId(id);
    },
    /** Begins to add an account, for which a file may suggest the address of a proxy. */
    add: (address?: string) => {
      nextFocus.current = ADDRESS_FIELD;
      setSuggested(address);
      change(async () => {
        await send({ type: 'add_account' }).catch((error: unknown) => {
          setSuggested(undefined);
          throw error;
        });
        return null;
      });
    },
    /** Moves an account from the place `index` by one. */
    move: (account: StoredAccount, index: number, by: -1 | 1) =>
      change(async () => {
        await send({ type: 'move_account', by, account: account.id });
        const places = [index + by + 1, accounts.length].map(String);
        return { kind: 'confirmed', text: t('confirmedMoved', accountName(account), ...places) };
      }),
    /** Removes an account, and confirms it at the list. Rejects if the background did not remove it. */
    remove: async (account: StoredAccount): Promise<null> => {
      nextFocus.current = LIST;
      await send({ type: 'remove_account', account: account.id });
      if (isDraft(account)) return null;
      const text = t('confirmedRemoved', accountName(account));
      change(async () => ({ kind: 'confirmed', text }));
      return null;
    },
  };
}

/** The name of an account on this page. */
export function shownName(account: StoredAccount): string {
  return isDraft(account) ? t('accountNew') : accountName(account);
}
