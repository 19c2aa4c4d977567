import type { Servers } from '../support/environment/servers.ts';
import {
  type OpenBrowserOptions,
  openWindow,
  userLanguage,
} from '../support/interactive/open-browser.ts';
import { waitUntilEnded } from '../support/interactive/run-command.ts';
import { tChinese, tEnglish } from '../support/user/messages.ts';
import { DEMO_USER } from './job/job.ts';
import { HISTORY_NOTE } from './past-month.ts';

/** Units by which the demo's balance falls each second, so that each refresh shows another one. */
const USAGE_PER_SECOND = 50;

/**
 * Shows the extension in a browser window until its user closes it or interrupts the demo. Resolves with
 * false where no window can be opened.
 */
export async function playInWindow(
  demo: Servers & OpenBrowserOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const { platform, proxy } = demo;
  const t = userLanguage() === 'zh-CN' ? tChinese : tEnglish;
  const browser = await openWindow(demo);
  if (!browser) return false;
  signal.throwIfAborted();
  console.log(
    `${demo.browser.title} is open, with the extension in it.

  1. Click “${t('actionSignIn')}”, and log in as ${DEMO_USER} with the password ${DEMO_USER}.
  2. The balance falls as if the account were used: “${t('actionRefresh')}” shows it.
  3. “${t('actionTopUp')}” opens the platform's own page, where credit costs nothing.

What you see is the extension's popup, opened as a page; its button is on the toolbar.
${HISTORY_NOTE}

  Platform  ${platform.url}, a fake on this machine
  Proxy     ${proxy.url}

Close the browser or press Ctrl-C to end the demo.`,
  );
  const user = platform.users.get(DEMO_USER);
  const usage = setInterval(() => user.spend(USAGE_PER_SECOND), 1_000);
  try {
    await waitUntilEnded(browser.ended(), signal);
  } finally {
    clearInterval(usage);
  }
  console.log('\nEnding the demo.');
  return true;
}
