import { describe, test } from 'vitest';
import { startCluster } from './cluster.ts';

describe.concurrent('two clusters at once', () => {
  const begun = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();

  test('the first lasts until its own test is over', async ({ expect, onTestFinished }) => {
    const cluster = await startCluster({ onTestFinished });
    begun.resolve();
    await over.promise;
    expect((await cluster.browser().api('/healthz')).status).toBe(200);
  });

  test('the second is over sooner', async ({ expect, onTestFinished }) => {
    // What is to be done in the end is done in the reverse order.
    onTestFinished(() => over.resolve());
    const cluster = await startCluster({ onTestFinished });
    await begun.promise;
    expect((await cluster.browser().api('/healthz')).status).toBe(200);
  });
});
