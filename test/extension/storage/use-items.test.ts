import { expect, test } from 'vitest';
import type { Item } from '../../../extension/storage/define-item.ts';
import { watchItems } from '../../../extension/storage/use-items.ts';

/** An item whose reads and changes the test controls. */
function stored<T>() {
  const { promise, resolve } = Promise.withResolvers<T>();
  const watchers = new Set<(value: T) => void>();
  const item: Item<T> = {
    get: () => promise,
    set: async () => undefined,
    watch(seen) {
      watchers.add(seen);
      return () => watchers.delete(seen);
    },
  };
  const change = (value: T) => {
    for (const seen of watchers) seen(value);
  };
  return { item, read: resolve, change };
}

function watched() {
  const balance = stored<string>();
  const hidden = stored<boolean>();
  const shown: { balance: string; hidden: boolean }[] = [];
  const items = { balance: balance.item, hidden: hidden.item };
  return { balance, hidden, shown, stop: watchItems(items, (all) => shown.push(all)) };
}

test('stored values are shown once all are read', async () => {
  const { balance, hidden, shown } = watched();
  balance.read('750.00');
  hidden.read(false);
  await expect.poll(() => shown).toEqual([{ balance: '750.00', hidden: false }]);
});

test('a change during the first read is not overwritten by an older value', async () => {
  const { balance, hidden, shown } = watched();
  balance.read('750.00');
  balance.change('749.00');
  hidden.read(false);
  await expect.poll(() => shown.at(-1)).toEqual({ balance: '749.00', hidden: false });
});

test('each change is shown until watching stops', async () => {
  const { balance, hidden, shown, stop } = watched();
  balance.read('750.00');
  hidden.read(false);
  await expect.poll(() => shown).toHaveLength(1);
  balance.change('749.00');
  hidden.change(true);
  expect(shown.slice(1)).toEqual([
    { balance: '749.00', hidden: false },
    { balance: '749.00', hidden: true },
  ]);
  stop();
  balance.change('748.00');
  expect(shown).toHaveLength(3);
});
