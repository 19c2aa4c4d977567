import { browser } from '../../browser/browser.ts';
import { isGranted } from '../../browser/permissions.ts';
import { accountItem, addressItem, historyItem, preferencesItem } from '../../storage/items.ts';
import { readItems } from '../../storage/use-items.ts';
import { NOTICE_PERMISSION } from './notification-permission.ts';

/** What the settings show of storage. */
export const SETTINGS_ITEMS = {
  address: addressItem,
  state: accountItem,
  preferences: preferencesItem,
  history: historyItem,
};

/** All that the settings show at first. `shortcut` is the keys that open the popup; `null` where there are none. */
export interface FirstSettings {
  stored: Awaited<ReturnType<typeof readStored>>;
  mayNotify: boolean;
  shortcut: string | null;
}

export async function readSettings(): Promise<FirstSettings> {
  const [stored, mayNotify, shortcut] = await Promise.all([
    readStored(),
    orElse(isGranted(NOTICE_PERMISSION), false),
    orElse(readShortcut(), null),
  ]);
  return { stored, mayNotify, shortcut };
}

const readStored = () => readItems(SETTINGS_ITEMS);

/** What the page can do without. */
async function orElse<T>(reading: Promise<T>, other: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    console.warn(error);
    return other;
  }
}

/** The keys as the browser writes them. Firefox for Android has no shortcuts at all. */
export async function readShortcut(): Promise<string | null> {
  const commands = (await browser.commands?.getAll()) ?? [];
  return commands.find(({ name }) => name === '_execute_action')?.shortcut || null;
}
