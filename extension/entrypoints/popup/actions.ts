import { useCallback, useState } from 'react';
import { type Command, send } from '../../background/messages.ts';
import { browser } from '../../browser/browser.ts';
import { openTab } from '../../browser/open-tab.ts';
import { requestPermissions } from '../../browser/permissions.ts';
import { hostPattern } from '../../domain/proxy-address.ts';
import type { Action } from './view.ts';

/** What the buttons do, which of them is at it, and whether the last one broke down. */
export interface Acting {
  busy: Action | 'opening' | 'hiding' | null;
  brokeDown: boolean;
  act(action: Action): void;
  /** Hides the balance wherever it is shown, or shows it again. */
  hide(hidden: boolean): void;
  /** Tells the background that the popup has opened, or that the browser is online again. */
  open(): void;
}

const COMMANDS: Record<Exclude<Action, 'allow' | 'check_address' | 'open_address'>, Command> = {
  sign_in: { type: 'sign_in' },
  use_another: { type: 'sign_in', consent: true },
  refresh: { type: 'refresh' },
  try_again: { type: 'refresh' },
  top_up: { type: 'top_up' },
  sign_out: { type: 'sign_out' },
};

/** `address` is the proxy's, for the permission that may have to be asked for. */
export function useActing(address: string): Acting {
  const [busy, setBusy] = useState<Acting['busy']>(null);
  const [brokeDown, setBrokeDown] = useState(false);

  const during = useCallback(
    async (what: NonNullable<Acting['busy']>, work: () => Promise<unknown>) => {
      setBusy(what);
      try {
        await work();
        setBrokeDown(false);
      } catch (error) {
        console.error(error);
        setBrokeDown(true);
      } finally {
        setBusy((now) => (now === what ? null : now));
      }
    },
    [],
  );

  return {
    busy,
    brokeDown,
    act: (action) => {
      switch (action) {
        case 'allow':
          during(action, () => allowThenRefresh(address));
          return;
        case 'check_address':
          during(action, () => browser.runtime.openOptionsPage());
          return;
        case 'open_address':
          during(action, () => openTab(address));
          return;
        default:
          during(action, () => send(COMMANDS[action]));
      }
    },
    hide: (hidden) => {
      during('hiding', () => send({ type: 'set_preferences', changes: { hidden } }));
    },
    open: useCallback(() => {
      during('opening', () => send({ type: 'popup_opened' }));
    }, [during]),
  };
}

async function allowThenRefresh(address: string): Promise<void> {
  const outcome = await requestPermissions({ origins: [hostPattern(address)] });
  if (outcome === 'failed') throw new Error('The browser could not ask for the permission.');
  if (outcome === 'granted') await send({ type: 'refresh' });
}
