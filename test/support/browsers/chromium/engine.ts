import puppeteer, { type Browser, type CDPSession, type Page } from 'puppeteer-core';
import { until } from '../../waiting/until.ts';
import {
  type Engine,
  type FontSizes,
  type LaunchOptions,
  type Size,
  sharedOptions,
} from '../engine.ts';
import { openToolbarPopup, requestHost } from '../probe.ts';
import type { View } from '../view.ts';
import { writePreferences } from './preferences.ts';
import { setFontSizes, setHost } from './settings-pages.ts';

/** Starts Chromium, or a browser built on it. */
export async function startChromium(
  options: LaunchOptions,
  profile: string,
  recordingPort?: number,
): Promise<Engine> {
  const language = options.language ?? 'en-US';
  writePreferences(profile, language, options.windowed ? options.extension : undefined);
  const browser = await puppeteer.launch({
    ...sharedOptions(options, profile),
    pipe: true,
    enableExtensions: true,
    // On Linux the environment decides the language, elsewhere the argument.
    env: { ...process.env, LANGUAGE: language.replace('-', '_') },
    args: switches(options, language, recordingPort),
    ...(options.windowed && { ignoreDefaultArgs: ['--enable-automation'] }),
    // With it, Chromium downloads no extension.
    ...(options.forcedId && { ignoreDefaultArgs: ['--disable-background-networking'] }),
  });
  try {
    const root = await browser.target().createCDPSession();
    return new ChromiumEngine(browser, root, options);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

function switches(
  options: LaunchOptions,
  language: string,
  recordingPort: number | undefined,
): string[] {
  const args = [`--lang=${language}`, '--disable-component-update', '--disable-quic'];
  if (options.colorScheme || !options.windowed) {
    args.push(`--blink-settings=preferredColorScheme=${options.colorScheme === 'dark' ? 0 : 1}`);
  }
  if (options.ignoreCertificateErrors) args.push('--ignore-certificate-errors');
  if (recordingPort) {
    // By default Chromium bypasses the proxy for loopback addresses.
    args.push(
      `--proxy-server=http://127.0.0.1:${recordingPort}`,
      '--proxy-bypass-list=<-loopback>',
    );
  }
  // The sandbox does not work for root and in most containers. A user's own browser keeps it.
  const sandboxed = options.windowed && process.getuid?.() !== 0;
  if (!sandboxed) args.push('--no-sandbox');
  // The size applies to every window, including the sign-in window.
  if (!options.windowed) args.push('--disable-gpu', '--window-size=1280,900');
  // The headless screen is 600 px high, and a toolbar popup must fit below the toolbar.
  if (!options.windowed) args.push('--screen-info={1280x1024}');
  return args;
}

class ChromiumEngine implements Engine {
  readonly browser: Browser;
  readonly #root: CDPSession;
  readonly #options: LaunchOptions;
  #id = '';

  constructor(browser: Browser, root: CDPSession, options: LaunchOptions) {
    this.browser = browser;
    this.#root = root;
    this.#options = options;
  }

  pages(): Promise<Page[]> {
    return this.browser.pages();
  }

  async install(): Promise<string> {
    const { extension, forcedId } = this.#options;
    this.#id = forcedId ?? (await this.browser.installExtension(extension));
    const origin = `chrome-extension://${this.#id}`;
    if (forcedId) await this.browser.waitForTarget((target) => target.url().startsWith(origin));
    return origin;
  }

  uninstall(): Promise<void> {
    return this.browser.uninstallExtension(this.#id);
  }

  async stopWorker(): Promise<void> {
    // A message in flight may start it again.
    await until('the service worker to stop', async () => {
      const { targetInfos } = await this.#root.send('Target.getTargets');
      const origin = `chrome-extension://${this.#id}/`;
      const workers = targetInfos.filter(
        ({ type, url }) => type === 'service_worker' && url.startsWith(origin),
      );
      for (const { targetId } of workers) {
        await this.#root.send('Target.closeTarget', { targetId });
      }
      return workers.length === 0;
    });
  }

  async setHost(probe: View, pattern: string, granted: boolean): Promise<void> {
    await setHost(this.browser, this.#id, pattern, granted);
    if (granted) await requestHost(probe, pattern);
  }

  /** A host that was approved in the manager is granted without a prompt when the extension requests it. */
  preapproveHost(pattern: string): Promise<void> {
    return setHost(this.browser, this.#id, pattern, true);
  }

  async clearCookies(): Promise<void> {
    await this.browser.deleteCookie(...(await this.browser.cookies()));
  }

  setFontSizes(sizes: FontSizes): Promise<void> {
    return setFontSizes(this.browser, sizes);
  }

  async measureToolbarPopup(probe: View): Promise<Size> {
    const before = new Set(this.browser.targets());
    // One that has just been closed may keep the next from opening for a moment.
    await until('the popup to open', () => openToolbarPopup(probe).then(() => true));
    const target = await this.browser.waitForTarget(
      (one) => !before.has(one) && one.url().startsWith(`chrome-extension://${this.#id}/`),
    );
    const popup = await target.asPage();
    // Chromium opens a popup at 25 × 25 px and lets it grow with its content.
    await popup.waitForFunction(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      const content = document.getElementById('root')?.hasChildNodes();
      return content && scrollWidth <= innerWidth && scrollHeight <= innerHeight;
    });
    const size = await popup.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    await popup.evaluate(() => window.close()).catch(() => undefined);
    return size;
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}
