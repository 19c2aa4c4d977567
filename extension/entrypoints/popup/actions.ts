import { useCallback } from 'react';
import { type Command, send } from '../../background/messages.ts';
import { browser } from '../../browser/browser.ts';
import { openTab } from '../../browser/open-tab.ts';
import { requestPermissions } from '../../browser/permissions.ts';
import { useWork } from '../../components/use-work.ts';
import { hostPattern } from '../../domain/host-permission.ts';
import type { PopupAction } from './ActionButton.tsx';

const COMMANDS: Record<
  Exclude<PopupAction, 'allow' | 'check_address' | 'open_address'>,
  Command
> = {
  sign_in: { type: 'sign_in' },
  use_another: { type: 'sign_in', consent: true },
  refresh: { type: 'refresh' },
  try_again: { type: 'refresh' },
  top_up: { type: 'top_up' },
  sign_out: { type: 'sign_out' },
};

export type PopupActions = ReturnType<typeof usePopupActions>;

/** The popup's actions, the one in progress, and whether the last one failed. `address` is the proxy's. */
export function usePopupActions(address: string) {
  const { busy, failed, start } = useWork<PopupAction | 'opening' | 'hiding'>();
  return {
    busy,
    failed,
    run: (action: PopupAction) => void start(action, () => carryOut(action, address)),
    /** Hides the balance everywhere or shows it again. */
    setHidden: (hidden: boolean) =>
      void start('hiding', () => send({ type: 'set_preferences', changes: { hidden } })),
    /** Tells the background that the popup has opened or that the browser is online again. */
    open: useCallback(() => void start('opening', () => send({ type: 'popup_opened' })), [start]),
  };
}

async function carryOut(action: PopupAction, address: string): Promise<unknown> {
  switch (action) {
    case 'allow': {
      const outcome = await requestPermissions({ origins: [hostPattern(address)] });
      if (outcome === 'failed') throw new Error('The browser could not ask for the permission.');
      return outcome === 'granted' && send({ type: 'refresh' });
    }
    case 'check_address':
      return browser.runtime.openOptionsPage();
    case 'open_address':
      return openTab(address);
    default:
      return send(COMMANDS[action]);
  }
}
