import { expect, test } from 'vitest';
import { createMutex } from '../../../extension/background/mutex.ts';

test('exclusive jobs never overlap, and a failed one does not block the next', async () => {
  const runExclusive = createMutex();
  const seen: string[] = [];
  const job = (name: string) => async () => {
    seen.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    seen.push(`${name} ends`);
    if (name === 'b') throw new Error('b failed');
    return name;
  };
  const results = await Promise.allSettled([
    runExclusive(job('a')),
    runExclusive(job('b')),
    runExclusive(job('c')),
  ]);
  expect(seen).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
