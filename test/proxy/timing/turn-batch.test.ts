import { expect, test } from 'vitest';
import { TurnBatch } from '../../../proxy/timing/turn-batch.ts';

const endOfTurn = () => new Promise((resolve) => setImmediate(resolve));

test('the values of a turn are processed together at its end, once and in order', async () => {
  const processed: number[][] = [];
  const batch = new TurnBatch<number>((values) => processed.push(values));
  batch.add(1);
  await Promise.resolve();
  batch.add(2);
  expect(processed).toEqual([]);
  await endOfTurn();
  batch.add(3);
  batch.flush();
  batch.flush();
  expect(processed).toEqual([[1, 2], [3]]);
  await endOfTurn();
  expect(processed).toEqual([[1, 2], [3]]);
});
