import { browser } from '../../browser/browser.ts';
import { readAccounts, type StoredAccounts } from '../../storage/accounts.ts';
import { NOTIFICATION_PERMISSION } from './switch-notification.ts';

/** What the options page shows at first. `shortcut` opens the popup; `null` if there is none. */
export interface InitialData {
  stored: StoredAccounts;
  mayNotify: boolean;
  shortcut: string | null;
}

export async function readInitialData(): Promise<InitialData> {
  const [stored, mayNotify, shortcut] = await Promise.all([
    readAccounts(),
    orElse(browser.permissions.contains(NOTIFICATION_PERMISSION), false),
    orElse(readShortcut(), null),
  ]);
  return { stored, mayNotify, shortcut };
}

/** For data that the page can do without. */
async function orElse<T>(reading: Promise<T>, fallback: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    console.warn(error);
    return fallback;
  }
}

/** The shortcut as the browser writes it. Firefox for Android has no shortcuts. */
export async function readShortcut(): Promise<string | null> {
  const commands = (await browser.commands?.getAll()) ?? [];
  return commands.find(({ name }) => name === '_execute_action')?.shortcut || null;
}
