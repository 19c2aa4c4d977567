import { isLoopback } from '@shared/loopback.ts';
import { browser } from 'wxt/browser';
import type { Surroundings } from '../proxy/client.ts';
import type { Asking } from './asking.ts';
import type { AccountKeeper } from './keeper.ts';
import { troubleArose } from './transitions.ts';

/** Opens the platform's own page for adding credit; where there is none to be had, the state says why. */
export async function topUp(
  keeper: AccountKeeper,
  asking: Asking,
  around: Surroundings,
): Promise<void> {
  const reply = await asking.ask((proxy, signal) => proxy.topUp(signal));
  if (!reply) return;
  if (isSafePage(reply.topup_url)) {
    await browser.tabs.create({ url: reply.topup_url });
    return;
  }
  await keeper.change((state) =>
    troubleArose(state, { kind: 'platform_error', at: around.now(), retryAt: null }),
  );
}

/** Whether a tab may be opened for `url`: https (http for this computer), and no credentials in it. */
export function isSafePage(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username || password) return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
