import { expect, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Command } from '../../../extension/background/messages.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { accountItems, accountListItem } from '../../../extension/storage/items.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { NOON, PROXY } from '../../support/extension/fixtures.ts';
import { openPage } from '../../support/extension/mounted-page.ts';
import { signedIn, signedOut } from '../../support/extension/states.ts';

/** The commands that the page has sent since {@link prepareBrowser}. */
export const received: Command[] = [];

/** What the page has offered for download since then. */
export const downloads: Blob[] = [];

/** Empties the browser. Its background refuses each address and does everything else. Returns its permissions. */
export function prepareBrowser(): ReturnType<typeof resetBrowser> {
  const permissions = resetBrowser();
  received.length = 0;
  downloads.length = 0;
  Object.assign(fakeBrowser.commands, { getAll: async () => [] });
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    downloads.push(blob as Blob);
    return 'blob:1';
  });
  fakeBrowser.runtime.onMessage.addListener((message: Command, _sender, reply) => {
    received.push(message);
    const { address } = { address: '', ...message };
    const refused = { kind: 'refused', reason: 'unreachable', address, inUse: PROXY };
    reply({ done: true, result: message.type === 'save_address' ? refused : null });
    return true;
  });
  return permissions;
}

export const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: 15_000 });

export const OTHER = 'https://wallet.example.com';
export const HOME = { id: 0, slot: 0, name: 'Home' };
export const WORK = { id: 5, slot: 1 };
export const DRAFT = { id: 7, slot: 0, draftSince: NOON };

/** Opens the page with the accounts Home and user123, of which the latter is the active one. */
export async function openOptions() {
  for (const { id } of [HOME, WORK]) {
    await accountItems(id).address.set(PROXY);
    await accountItems(id).state.set(signedIn());
  }
  await accountItems(DRAFT.id).address.set(PROXY);
  await accountItems(DRAFT.id).state.set(signedOut());
  await accountItems(WORK.id).preferences.set({ ...DEFAULT_PREFERENCES, threshold: 5 });
  await accountListItem.set({ active: WORK.id, entries: [HOME, WORK] });
  const page = await openPage('options');
  await eventually(page.buttons).toContain('Import settings');
  return page;
}

export const file = (members: object, name = 'settings.json') =>
  new File(
    [JSON.stringify({ format: 'balance-companion-preferences', version: 1, ...members })],
    name,
  );
