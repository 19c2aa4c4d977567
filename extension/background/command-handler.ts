import { safely } from '../browser/safely.ts';
import { historyItem, preferencesItem } from '../storage/items.ts';
import type { AccountRefresher } from './account-refresh.ts';
import type { AccountStore } from './account-store.ts';
import type { Command } from './messages.ts';
import { createMutex } from './mutex.ts';
import { clearNotifications } from './notifications/notify.ts';
import type { RefreshScheduler } from './refresh-scheduler.ts';
import type { AddressSaver, SaveResult } from './save-address.ts';
import type { SignIn } from './sign-in.ts';
import type { TopUpFlow } from './top-up.ts';

interface CommandHandlerDeps {
  store: AccountStore;
  refresher: AccountRefresher;
  scheduler: RefreshScheduler;
  signIn: SignIn;
  signOut: () => Promise<void>;
  topUp: TopUpFlow;
  saveAddress: AddressSaver;
  repaintBadge: () => Promise<void>;
}

/** The commands by which the user shows an interest in the balance. */
const USES: readonly Command['type'][] = ['popup_opened', 'refresh', 'sign_in', 'top_up'];

export function createCommandHandler(deps: CommandHandlerDeps) {
  const { store, refresher, scheduler, signIn } = deps;
  const changePreferences = createMutex();

  /** Carries out a command of a page. Resolves to a result for `save_address`, otherwise to `null`. */
  return async (command: Command): Promise<SaveResult | null> => {
    if (USES.includes(command.type)) await scheduler.recordUse();
    switch (command.type) {
      case 'popup_opened':
        await safely(() => signIn.recover());
        await refresher.refresh('popup_opened');
        return null;
      case 'refresh':
        await refresher.refresh('click');
        return null;
      case 'sign_in':
        await signIn.start(command.consent);
        return null;
      case 'sign_out':
        await deps.signOut();
        await scheduler.reschedule();
        return null;
      case 'top_up':
        await deps.topUp.start();
        await scheduler.reschedule();
        return null;
      case 'save_address': {
        const result = await deps.saveAddress(command.address);
        if (result.kind !== 'refused') await safely(() => refresher.refresh('click'));
        return result;
      }
      case 'delete_history':
        await store.runExclusive(() => historyItem.set(null));
        return null;
      case 'set_preferences':
        await changePreferences(async () =>
          preferencesItem.set({ ...(await preferencesItem.get()), ...command.changes }),
        );
        await deps.repaintBadge();
        if (command.changes.hidden) await clearNotifications();
        await scheduler.reschedule();
        return null;
    }
  };
}
