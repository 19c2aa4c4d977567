import { browser } from '../../browser/browser.ts';
import { isGranted } from '../../browser/permissions.ts';
import { accountItem, addressItem, historyItem, preferencesItem } from '../../storage/items.ts';
import { readItems } from '../../storage/use-items.ts';
import { NOTIFICATION_PERMISSION } from './switch-notification.ts';

/** The stored items that the options page shows. */
export const OPTIONS_ITEMS = {
  address: addressItem,
  state: accountItem,
  preferences: preferencesItem,
  history: historyItem,
};

const readStored = () => readItems(OPTIONS_ITEMS);

/** What the options page shows at first. `shortcut` opens the popup; `null` if there is none. */
export interface InitialData {
  stored: Awaited<ReturnType<typeof readStored>>;
  mayNotify: boolean;
  shortcut: string | null;
}

export async function readInitialData(): Promise<InitialData> {
  const [stored, mayNotify, shortcut] = await Promise.all([
    readStored(),
    orElse(isGranted(NOTIFICATION_PERMISSION), false),
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
