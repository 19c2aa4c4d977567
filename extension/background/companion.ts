import { type Asking, createAsking } from '../account/asking.ts';
import { type AccountKeeper, createAccountKeeper } from '../account/keeper.ts';
import { signOut } from '../account/sign-out.ts';
import { topUp } from '../account/top-up.ts';
import type { Command } from '../commands/commands.ts';
import { type SaveResult, saveAddress } from '../connection/save-address.ts';
import { createLoginControl, type LoginControl } from '../login/login.ts';
import type { Surroundings } from '../proxy/client.ts';

/** The background's parts, put together, and what it does for each command of a page. */
export interface Companion {
  keeper: AccountKeeper;
  asking: Asking;
  login: LoginControl;
  carryOut(command: Command): Promise<SaveResult | null>;
}

export function createCompanion(around: Surroundings): Companion {
  const keeper = createAccountKeeper(around.now);
  const asking = createAsking(keeper, around);
  const login = createLoginControl(keeper, asking, around.now);

  async function carryOut(command: Command): Promise<SaveResult | null> {
    switch (command.type) {
      case 'popup_opened':
        await login.heal();
        await asking.refresh('passing');
        return null;
      case 'refresh':
        await asking.refresh('click');
        return null;
      case 'sign_in':
        await login.begin();
        return null;
      case 'sign_out':
        await signOut(keeper, asking, login, around);
        return null;
      case 'top_up':
        await topUp(keeper, asking, around);
        return null;
      case 'save_address': {
        const result = await saveAddress(command.address, keeper, login, around);
        if (result.kind !== 'refused') await asking.refresh('click');
        return result;
      }
    }
  }

  return { keeper, asking, login, carryOut };
}
