import type { BrowserUnderTest } from '../support/browsers/browser-under-test.ts';
import { sayChinese, sayEnglish } from '../support/person/words.ts';
import { Interrupted, unlessAborted } from './interruption.ts';
import { DEMO_USER } from './job/job.ts';
import type { Stage } from './stage.ts';

/** Units by which the demo's balance falls each minute, so that each refresh shows another one. */
const USE_PER_MINUTE = 3_000;

/**
 * Shows a browser with the extension to a person, until they close it or interrupt the demo.
 * Gives false where no window can be opened after all.
 */
export async function playInWindow(stage: Stage, signal: AbortSignal): Promise<boolean> {
  const { platform, proxy, browserTitle } = stage;
  const say = personsLanguage() === 'zh-CN' ? sayChinese : sayEnglish;
  const browser = await openWindow(stage);
  if (!browser) return false;
  platform.settings.usagePerMinute = USE_PER_MINUTE;
  await browser.openPopup();
  await browser.handOver();
  signal.throwIfAborted();
  console.log(
    `${browserTitle} is open, with the extension in it.

  1. Click “${say('actionSignIn')}”, and log in as ${DEMO_USER} with the password ${DEMO_USER}.
  2. The balance falls as if the account were used: “${say('actionRefresh')}” shows it.
  3. “${say('actionTopUp')}” opens the platform's own page, where credit costs nothing.

What you see is the extension's popup, opened as a page; its button is on the toolbar.

  Platform  ${platform.url}, a stand-in on this machine
  Proxy     ${proxy.url}

Close the browser or press Ctrl-C to end the demo.`,
  );
  await unlessAborted(browser.ended(), signal).catch((error: unknown) => {
    if (!(signal.reason instanceof Interrupted)) throw error;
  });
  console.log('\nEnding the demo.');
  return true;
}

async function openWindow(stage: Stage): Promise<BrowserUnderTest | null> {
  try {
    return await stage.openBrowser({ windowed: true, language: personsLanguage() });
  } catch (error) {
    console.log(`No window could be opened here: ${firstSentence(error)}\n`);
    return null;
  }
}

function firstSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split(/(?<=\.) |\n/, 1).join('');
}

function personsLanguage(): 'en-US' | 'zh-CN' {
  const { locale } = new Intl.DateTimeFormat().resolvedOptions();
  return locale.startsWith('zh') ? 'zh-CN' : 'en-US';
}
