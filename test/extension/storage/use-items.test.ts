import { expect, test } from 'vitest';
import type { Item } from '../../../extension/storage/item.ts';
import { watchItems } from '../../../extension/storage/use-items.ts';

/** A stored thing that is read when the test likes, and changes when it likes. */
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
  return { item, isRead: resolve, change };
}

function scene() {
  const balance = stored<string>();
  const hidden = stored<boolean>();
  const shown: { balance: string; hidden: boolean }[] = [];
  const items = { balance: balance.item, hidden: hidden.item };
  return { balance, hidden, shown, stop: watchItems(items, (all) => shown.push(all)) };
}

test('what is stored is shown once all of it is read', async () => {
  const { balance, hidden, shown } = scene();
  balance.isRead('750.00');
  hidden.isRead(false);
  await expect.poll(() => shown).toEqual([{ balance: '750.00', hidden: false }]);
});

test('what changes while the rest is read is not taken back by what was read of it before', async () => {
  const { balance, hidden, shown } = scene();
  balance.isRead('750.00');
  balance.change('749.00');
  hidden.isRead(false);
  await expect.poll(() => shown.at(-1)).toEqual({ balance: '749.00', hidden: false });
});

test('each change is shown, until the watching ends', async () => {
  const { balance, hidden, shown, stop } = scene();
  balance.isRead('750.00');
  hidden.isRead(false);
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
