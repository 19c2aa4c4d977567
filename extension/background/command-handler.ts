import { safely } from '../browser/safely.ts';
import { isDraft } from '../domain/account-list.ts';
import { unmanaged } from '../domain/policy.ts';
import { readAccount, readAccounts, type StoredAccount } from '../storage/accounts.ts';
import { changePreferences, loginItem } from '../storage/items.ts';
import type { AccountListStore } from './account-list.ts';
import type { AccountRefresher } from './account-refresh.ts';
import type { AccountStore } from './account-store.ts';
import type { Command } from './messages.ts';
import { clearNotifications } from './notifications/notify.ts';
import type { RefreshScheduler } from './refresh-scheduler.ts';
import type { AddressSaver, SaveResult } from './save-address.ts';
import { isSigningIn } from './sign-in/login-progress.ts';
import type { SignIn } from './sign-in.ts';
import type { TopUpFlow } from './top-up.ts';

/** What commands need of one account. */
interface CommandedAccount {
  store: AccountStore;
  refresher: AccountRefresher;
  topUp: TopUpFlow;
  signOut: () => Promise<void>;
}

interface CommandHandlerDeps {
  accountOf: (id: number) => CommandedAccount;
  list: AccountListStore;
  scheduler: RefreshScheduler;
  signIn: SignIn;
  saveAddress: AddressSaver['save'];
  repaintBadge: () => Promise<void>;
  /** Runs a job during which the preferences do not change. */
  withPreferences: (job: () => Promise<void>) => Promise<void>;
  now: () => number;
}

/** The commands by which the user shows an interest in the balance, besides opening the popup. */
const USES: readonly Command['type'][] = ['refresh', 'sign_in', 'top_up', 'switch_account'];

export function createCommandHandler(deps: CommandHandlerDeps) {
  const { accountOf, list, scheduler, signIn, now } = deps;

  /** The account that a command is about. Rejects if it is no longer in the list. */
  async function accountOfCommand(id?: number): Promise<StoredAccount> {
    const account = id === undefined ? (await readAccounts()).shown : await readAccount(id);
    if (!account) throw new Error('No such account.');
    return account;
  }

  /** Drops an account that the user began to add and has forgotten since. */
  async function dropOldDraft(): Promise<void> {
    const login = await loginItem.get();
    // The worker may have been stopped between a sign-in and its record in the list.
    await list.settle((await readAccounts()).shown.id);
    await list.dropOldDraft((id) => login?.account === id && isSigningIn(login, now()));
  }

  async function onPopupOpened(id?: number): Promise<void> {
    const wanted = id ?? (await readAccounts()).shown.id;
    await safely(() => signIn.recover(wanted));
    await safely(dropOldDraft);
    const account = (await readAccount(wanted)) ?? (await readAccounts()).shown;
    await scheduler.recordUse(account.id);
    // The session of an account that is being added is its first sign-in's matter.
    if (!isDraft(account)) await accountOf(account.id).refresher.refresh('popup_opened');
  }

  /** Carries out a command of a page. Resolves to a result for `save_address`, otherwise to `null`. */
  return async (command: Command): Promise<SaveResult | null> => {
    if (command.type === 'popup_opened') {
      await onPopupOpened(command.account);
      return null;
    }
    if (command.type === 'add_account') {
      await list.addDraft(command.address);
      return null;
    }
    const account = await accountOfCommand(command.account);
    const { id } = account;
    if (USES.includes(command.type)) await scheduler.recordUse(id);
    const { store, refresher, topUp, signOut } = accountOf(id);
    switch (command.type) {
      case 'refresh':
        await refresher.refresh('click');
        return null;
      case 'sign_in':
        await signIn.start(account, command.consent);
        return null;
      case 'sign_out':
        await signOut();
        return null;
      case 'top_up':
        await topUp.start();
        await scheduler.reschedule([id]);
        return null;
      case 'switch_account':
        await list.switchTo(id);
        return null;
      case 'remove_account':
        await safely(() => signIn.cancel(id));
        await list.remove(id);
        return null;
      case 'move_account':
        await list.move(id, command.by);
        return null;
      case 'rename_account':
        await list.rename(id, command.name);
        return null;
      case 'save_address': {
        const result = await deps.saveAddress(command.address, id);
        const isRefreshed = result.kind !== 'refused' && !isDraft(account);
        if (isRefreshed) await safely(() => refresher.refresh('click'));
        return result;
      }
      case 'delete_history':
        await store.runExclusive(() => store.items.history.set(null));
        await deps.repaintBadge();
        return null;
      case 'set_preferences': {
        const changes = unmanaged(command.changes, account.policy);
        await deps.withPreferences(() => changePreferences(id, changes));
        await deps.repaintBadge();
        const { accounts } = await readAccounts();
        if (changes.hidden) {
          await Promise.all(accounts.map((one) => clearNotifications(one.id)));
        }
        const isForAll = 'minutes' in changes;
        await scheduler.reschedule(isForAll ? undefined : [id]);
        return null;
      }
    }
  };
}
