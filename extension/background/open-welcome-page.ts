import { browser } from '../browser/browser.ts';

/** Opens the welcome page after an installation. `reason` is that of `runtime.onInstalled`. */
export async function openWelcomePage(reason: string): Promise<void> {
  if (reason !== 'install') return;
  await browser.tabs.create({ url: browser.runtime.getURL('/welcome.html') });
}
