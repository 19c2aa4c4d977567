import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Cookie, Page } from 'puppeteer-core';
import { DEFAULT_TIMEOUT_MS, until } from '../waiting/until.ts';
import { startChromium } from './chromium/engine.ts';
import type {
  BrowserName,
  CookieIsolation,
  Engine,
  FontSizes,
  LaunchOptions,
  Size,
  StartEngine,
} from './engine.ts';
import { startFirefox } from './firefox/engine.ts';
import { InstalledExtension } from './installed-extension.ts';
import * as probe from './probe.ts';
import { makeProfile, removeProfile } from './profile.ts';
import { type RecordedResponse, RecordingProxy } from './recording-proxy.ts';
import type { View } from './view.ts';

const STARTS: Readonly<Record<BrowserName, StartEngine>> = {
  chromium: startChromium,
  firefox: startFirefox,
};

const DAY_SECONDS = 86_400;

/** A real browser with the built extension. */
export class BrowserUnderTest {
  readonly #startEngine: StartEngine;
  readonly #options: LaunchOptions;
  readonly #profile: string;
  readonly #recordingProxy: RecordingProxy;
  #engine!: Engine;
  #extension!: InstalledExtension;
  /** Pages opened by a test. */
  readonly #opened = new WeakSet<Page>();

  private constructor(name: BrowserName, options: LaunchOptions, recordingProxy: RecordingProxy) {
    this.#startEngine = STARTS[name];
    this.#options = options;
    this.#profile = makeProfile(name, options.profile);
    this.#recordingProxy = recordingProxy;
  }

  /** Starts a browser with a new profile and installs the extension. Cleans up on failure. */
  static async launch(name: BrowserName, options: LaunchOptions): Promise<BrowserUnderTest> {
    const recordingProxy = await RecordingProxy.open(options.routes);
    const browser = new BrowserUnderTest(name, options, recordingProxy);
    try {
      await browser.#start();
      await browser.#extension.waitUntilIdle(options.welcomes);
      return browser;
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** `chrome-extension://…` or `moz-extension://…`, without a trailing slash. */
  get extensionOrigin(): string {
    return this.#extension.origin;
  }

  openExtensionPage(path: string): Promise<View> {
    return this.openPage(this.#extension.origin + path);
  }

  openPopup = (): Promise<View> => this.openExtensionPage('/popup.html');

  openOptionsPage(): Promise<View> {
    return this.openExtensionPage('/options.html');
  }

  async openPage(url: string): Promise<View> {
    const page = await this.#engine.browser.newPage();
    this.#opened.add(page);
    const view = this.#extension.viewOf(page);
    await view.goTo(url);
    return view;
  }

  /** Opens the real popup of the toolbar button and returns its size. */
  measureToolbarPopup(): Promise<Size> {
    return this.#engine.measureToolbarPopup(this.#extension.probe);
  }

  /** Every open page. */
  async views(): Promise<View[]> {
    const shown: View[] = [];
    for (const page of await this.#engine.pages()) {
      if (this.#extension.isInternal(page)) continue;
      const view = this.#extension.viewOf(page);
      // Firefox installs the extension at each start, which opens the welcome page.
      if (this.#opened.has(page) || !(await this.#extension.isWelcomePage(view))) shown.push(view);
    }
    return shown;
  }

  /** Waits for a page with a matching address. */
  async waitForView(
    wanted: (url: string) => boolean,
    timeoutMs = DEFAULT_TIMEOUT_MS,
  ): Promise<View> {
    let seen: string[] = [];
    return await until(
      () => `another page than ${seen.join(', ') || 'none'}`,
      async () => {
        const views = await this.views();
        seen = await Promise.all(views.map((view) => view.url().catch(() => 'a page that went')));
        return views.find((_, index) => wanted(seen[index] ?? ''));
      },
      timeoutMs,
    );
  }

  /** The welcome page that the extension has opened, `null` if there is none. */
  welcomePage = (): Promise<View | null> => this.#extension.welcomePage();

  badge(): Promise<probe.Badge> {
    return probe.readBadge(this.#extension.probe);
  }

  /** The ids of the visible notifications. */
  notifications(): Promise<string[]> {
    return probe.readNotifications(this.#extension.probe);
  }

  /** Everything the extension has stored. */
  storage(): Promise<probe.ExtensionStorage> {
    return probe.readStorage(this.#extension.probe);
  }

  /** Writes items to `storage.local`. */
  store(items: Readonly<Record<string, unknown>>): Promise<void> {
    return probe.writeStorage(this.#extension.probe, items);
  }

  /** Every cookie of the browser, HttpOnly ones included. */
  cookies(): Promise<Cookie[]> {
    return this.#engine.browser.cookies();
  }

  /** Adds a cookie to the browser. */
  async setCookie(cookie: Pick<Cookie, 'name' | 'value' | 'domain'>): Promise<void> {
    const attributes = { path: '/', httpOnly: true, secure: false, sameSite: 'Strict' } as const;
    const expires = Math.floor(Date.now() / 1000) + DAY_SECONDS;
    await this.#engine.browser.setCookie({ ...cookie, ...attributes, expires });
  }

  /** Every response that the browser received since its start or {@link reset}. */
  responses(): readonly RecordedResponse[] {
    return this.#recordingProxy.responses;
  }

  /** The granted host permissions, as match patterns. */
  grantedHosts(): Promise<string[]> {
    return probe.readGrantedHosts(this.#extension.probe);
  }

  /** Grants an optional host permission. */
  grantHost(pattern: string): Promise<void> {
    return this.#extension.setHost(pattern, true);
  }

  /** Approves this host in advance: the next request for it is granted. */
  preapproveHost(pattern: string): Promise<void> {
    this.#extension.forgetPermissions();
    return this.#engine.preapproveHost(pattern);
  }

  revokeHost(pattern: string): Promise<void> {
    return this.#extension.setHost(pattern, false);
  }

  /** Cookie isolation of Firefox. Throws in Chromium. */
  isolation(): CookieIsolation {
    const { isolation } = this.#engine;
    if (!isolation) throw new Error('This browser does not isolate cookies.');
    return isolation;
  }

  /** Sets the minimum (0 for none) and the default font size, in CSS pixels. */
  setFontSizes(sizes: FontSizes): Promise<void> {
    return this.#engine.setFontSizes(sizes);
  }

  /** Stops the background (service worker or event page). The next event starts it again. */
  stopWorker(): Promise<void> {
    return this.#engine.stopWorker();
  }

  /** Restores a fresh state: no other pages, no cookies, no data of the extension. */
  async reset(): Promise<void> {
    const views = await this.views();
    await Promise.all(views.map((view) => view.close().catch(() => undefined)));
    await this.#engine.clearCookies();
    this.#recordingProxy.forget();
    await this.#extension.reset();
  }

  /** See {@link InstalledExtension.reinstall}. */
  reinstall = () => this.#extension.reinstall();

  /** Restarts the browser with the same profile. */
  async restart(): Promise<void> {
    await this.#engine.close();
    await this.#start();
    this.#extension.forgetPermissions();
  }

  /**
   * Hands the browser over to a person: closes the pages that only the driver needs. Afterwards only
   * {@link ended} and {@link close} work.
   */
  handOver(): Promise<void> {
    return this.#extension.closeInternalPages();
  }

  /** Waits until the browser has ended. */
  async ended(): Promise<void> {
    if (this.#running) await once(this.#running, 'exit');
  }

  /** Ends the browser and removes its profile. */
  async close(): Promise<void> {
    try {
      if (this.#running) await this.#engine.close();
      await this.ended();
    } finally {
      await this.#recordingProxy.close();
      removeProfile(this.#profile);
    }
  }

  /** The browser process, unless it has ended. */
  get #running(): ChildProcess | undefined {
    const program = this.#engine?.browser.process();
    return program?.exitCode === null && program.signalCode === null ? program : undefined;
  }

  /** A windowed browser is used by a person and gets no recording proxy. */
  async #start(): Promise<void> {
    const port = this.#options.windowed ? undefined : this.#recordingProxy.port;
    this.#engine = await this.#startEngine(this.#options, this.#profile, port);
    this.#extension = await InstalledExtension.install(this.#engine);
  }
}
