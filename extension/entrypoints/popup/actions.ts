import { useCallback } from 'react';
import { type Command, send } from '../../background/messages.ts';
import { browser } from '../../browser/browser.ts';
import { openTab } from '../../browser/open-tab.ts';
import { requestPermissions } from '../../browser/permissions.ts';
import { useWork } from '../../components/use-work.ts';
import { hostPattern } from '../../domain/host-permission.ts';
import type { PopupAction } from './ActionButton.tsx';

const COMMANDS: Record<
  Exclude<PopupAction, 'allow' | 'check_address' | 'another_proxy' | 'open_address'>,
  Command
> = {
  sign_in: { type: 'sign_in' },
  use_another: { type: 'sign_in', consent: true },
  refresh: { type: 'refresh' },
  try_again: { type: 'refresh' },
  top_up: { type: 'top_up' },
  sign_out: { type: 'sign_out' },
  cancel: { type: 'remove_account' },
};

/** The account that the popup shows, as far as its actions need it. */
export interface ShownAccount {
  id: number;
  /** The origin of its proxy. */
  address: string;
}

export type PopupActions = ReturnType<typeof usePopupActions>;

/** The popup's actions, the one in progress for this account, and whether the last one failed. */
export function usePopupActions({ id, address }: ShownAccount) {
  const { busy, failed, start } = useWork<
    PopupAction | 'opening' | 'hiding' | 'switching' | 'adding'
  >(id);
  return {
    busy,
    failed,
    run: (action: PopupAction) => void start(action, () => carryOut(action, { id, address })),
    /** Hides the balance everywhere or shows it again. */
    setHidden: (hidden: boolean) =>
      void start('hiding', () =>
        send({ type: 'set_preferences', changes: { hidden }, account: id }),
      ),
    /** Shows the account with this id. */
    switchTo: (account: number) =>
      void start('switching', () => send({ type: 'switch_account', account })),
    /** Begins to add an account, which may be at an address that the policy offers. */
    addAccount: (address?: string) =>
      void start('adding', () => {
        // Not waited for: where the browser asks the user, it closes the popup.
        if (address) requestPermissions({ origins: [hostPattern(address)] });
        return send({ type: 'add_account', ...(address && { address }) });
      }),
    /** Tells the background that the account is shown now or that the browser is online again. */
    open: useCallback(
      () => void start('opening', () => send({ type: 'popup_opened', account: id })),
      [start, id],
    ),
  };
}

async function carryOut(action: PopupAction, { id, address }: ShownAccount): Promise<unknown> {
  switch (action) {
    case 'allow': {
      const outcome = await requestPermissions({ origins: [hostPattern(address)] });
      if (outcome === 'failed') throw new Error('The browser could not ask for the permission.');
      return outcome === 'granted' && send({ type: 'refresh', account: id });
    }
    case 'check_address':
    case 'another_proxy':
      return browser.runtime.openOptionsPage();
    case 'open_address':
      return openTab(address);
    default:
      return send({ ...COMMANDS[action], account: id });
  }
}
