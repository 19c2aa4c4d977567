import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { watchStored } from '../../../extension/storage/use-stored.ts';
import { resetBrowser } from '../../support/extension/browser.ts';

beforeEach(() => resetBrowser());

const change = (balance: string) => fakeBrowser.storage.local.set({ balance });
const readBalance = async () => (await fakeBrowser.storage.local.get('balance')).balance as string;

test('what is stored is shown at first, and after each change until watching stops', async () => {
  await change('750.00');
  const shown: string[] = [];
  const stop = watchStored(readBalance, (balance) => shown.push(balance));
  await expect.poll(() => shown).toEqual(['750.00']);
  await change('749.00');
  await expect.poll(() => shown).toEqual(['750.00', '749.00']);
  stop();
  await change('748.00');
  expect(shown).toHaveLength(2);
});

test('a change during a read is shown instead of what the read returns', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const read = vi.fn().mockReturnValueOnce(promise).mockResolvedValue('749.00');
  const shown: string[] = [];
  watchStored<string>(read, (balance) => shown.push(balance));
  await change('749.00');
  resolve('750.00');
  await expect.poll(() => shown).toEqual(['749.00']);
  expect(read).toHaveBeenCalledTimes(2);
});

test('a change of the session storage is shown too, and a read that fails does not stop that', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const read = vi.fn().mockRejectedValueOnce(new Error('failed')).mockResolvedValue('750.00');
  const shown: string[] = [];
  watchStored<string>(read, (balance) => shown.push(balance));
  await expect.poll(() => read.mock.calls).toHaveLength(1);
  await fakeBrowser.storage.session.set({ login: null });
  await expect.poll(() => shown).toEqual(['750.00']);
});
