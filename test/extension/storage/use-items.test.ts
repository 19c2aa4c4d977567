import { beforeEach, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Item } from '../../../extension/storage/define-item.ts';
import { watchItems } from '../../../extension/storage/use-items.ts';
import { resetBrowser } from '../../support/extension/browser.ts';

/** An item whose reads and changes the test controls. */
function stored<T>(name: string) {
  const { promise, resolve } = Promise.withResolvers<T>();
  const item: Item<T> = {
    key: `local:${name}`,
    read: (raw) => raw as T,
    get: () => promise,
    set: async () => undefined,
  };
  const change = (value: T) => fakeBrowser.storage.local.set({ [name]: value });
  return { item, read: resolve, change };
}

beforeEach(() => resetBrowser());

function watched() {
  const balance = stored<string>('balance');
  const hidden = stored<boolean>('hidden');
  const shown: { balance: string; hidden: boolean }[] = [];
  const items = { balance: balance.item, hidden: hidden.item };
  return { balance, hidden, shown, stop: watchItems(items, (all) => shown.push(all)) };
}

test('a change during the first read is not overwritten by an older value', async () => {
  const { balance, hidden, shown } = watched();
  balance.read('750.00');
  await balance.change('749.00');
  hidden.read(false);
  await expect.poll(() => shown.at(-1)).toEqual({ balance: '749.00', hidden: false });
});

test('stored values are shown once all are read, and each change until watching stops', async () => {
  const { balance, hidden, shown, stop } = watched();
  balance.read('750.00');
  hidden.read(false);
  await expect.poll(() => shown).toEqual([{ balance: '750.00', hidden: false }]);
  await balance.change('749.00');
  await hidden.change(true);
  expect(shown.slice(1)).toEqual([
    { balance: '749.00', hidden: false },
    { balance: '749.00', hidden: true },
  ]);
  stop();
  await balance.change('748.00');
  expect(shown).toHaveLength(3);
});
