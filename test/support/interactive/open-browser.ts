import { BrowserUnderTest } from '../browsers/browser-under-test.ts';
import type { LaunchOptions } from '../browsers/engine.ts';
import type { Teardown } from '../environment/teardown.ts';
import type { ChosenBrowser } from './browser-choice.ts';

export interface OpenBrowserOptions {
  readonly browser: ChosenBrowser;
  /** The folder of the extension's build. */
  readonly extension: string;
  readonly proxyUrl: string;
  /** Items of `storage.local` that the extension starts with. */
  readonly stored?: Readonly<Record<string, unknown>>;
  readonly teardown: Teardown;
}

/** Starts the browser with the extension in it, set to this proxy. `teardown` closes it. */
export async function openBrowser(
  { browser: { name, executable }, extension, proxyUrl, stored, teardown }: OpenBrowserOptions,
  options: Pick<LaunchOptions, 'windowed' | 'language'> = {},
): Promise<BrowserUnderTest> {
  const browser = await BrowserUnderTest.launch(name, { extension, executable, ...options });
  teardown.add(() => browser.close());
  await browser.store({ ...stored, proxyAddress: proxyUrl });
  return browser;
}

/** Shows the user a browser window with the popup in a tab; undefined where no window can be opened. */
export async function openWindow(
  options: OpenBrowserOptions,
): Promise<BrowserUnderTest | undefined> {
  let browser: BrowserUnderTest;
  try {
    browser = await openBrowser(options, { windowed: true, language: userLanguage() });
  } catch (error) {
    console.log(`No window could be opened here: ${firstSentence(error)}\n`);
    return undefined;
  }
  await browser.openPopup();
  await browser.handOver();
  return browser;
}

/** The language of the user's system, as far as the extension speaks it. */
export function userLanguage(): 'en-US' | 'zh-CN' {
  const { locale } = new Intl.DateTimeFormat().resolvedOptions();
  return locale.startsWith('zh') ? 'zh-CN' : 'en-US';
}

function firstSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split(/(?<=\.) |\n/, 1).join('');
}
