import type { Page } from 'puppeteer-core';
import { DEFAULT_TIMEOUT_MS, until } from '../waiting/until.ts';
import type {
  Badge,
  BrowserCookie,
  BrowserName,
  BrowserUnderTest,
  CookieIsolation,
  ExtensionStorage,
  FontSizes,
  LaunchOptions,
  RecordedResponse,
  Size,
} from './browser-under-test.ts';
import type { Engine, Place, StartEngine } from './engine.ts';
import { type BuiltManifest, readManifest } from './manifest.ts';
import { PageView } from './page-view.ts';
import * as probe from './probe.ts';
import { makeProfile, removeProfile } from './profile.ts';
import { isRunning, waitUntilEnded } from './program.ts';
import { RecordingProxy } from './recording-proxy.ts';
import type { View } from './view.ts';

const DAY = 86_400;

const WELCOME = '/welcome.html';

/** The parts that both browsers share, on top of an {@link Engine}. */
export class DrivenBrowser implements BrowserUnderTest {
  readonly #start: StartEngine;
  readonly #options: LaunchOptions;
  readonly #profile: string;
  readonly #wire: RecordingProxy;
  readonly #manifest: BuiltManifest;
  #engine: Engine;
  #home: Page | undefined;
  #probe: PageView | undefined;
  /** The permissions at install; undefined once a test has changed host permissions. */
  #permissions: string | undefined;
  #origin = '';
  /** Pages opened by a test. */
  readonly #opened = new WeakSet<Page>();

  private constructor(
    start: StartEngine,
    options: LaunchOptions,
    wire: RecordingProxy,
    profile: string,
    engine: Engine,
  ) {
    this.#start = start;
    this.#options = options;
    this.#wire = wire;
    this.#profile = profile;
    this.#manifest = readManifest(options.extension);
    this.#engine = engine;
  }

  /** Starts a browser with a new profile and installs the extension. Cleans up on failure. */
  static async launch(
    name: BrowserName,
    start: StartEngine,
    options: LaunchOptions,
  ): Promise<BrowserUnderTest> {
    const wire = await RecordingProxy.open(options.routes);
    const profile = makeProfile(name, options.profile);
    let engine: Engine | undefined;
    try {
      engine = await start(placeFor(options, profile, wire), options);
      const browser = new DrivenBrowser(start, options, wire, profile, engine);
      await browser.#settle();
      await browser.#waitUntilIdle();
      return browser;
    } catch (error) {
      await engine?.close();
      await wire.close();
      removeProfile(profile);
      throw error;
    }
  }

  get name(): BrowserName {
    return this.#engine.name;
  }

  get extensionOrigin(): string {
    return this.#origin;
  }

  get pid(): number | undefined {
    return this.#engine.browser.process()?.pid;
  }

  openExtensionPage(path: string): Promise<PageView> {
    return this.openPage(this.#origin + path);
  }

  openPopup(): Promise<View> {
    return this.openExtensionPage(this.#manifest.popup);
  }

  openOptionsPage(): Promise<View> {
    return this.openExtensionPage(this.#manifest.settings);
  }

  async openPage(url: string): Promise<PageView> {
    const page = await this.#engine.browser.newPage();
    this.#opened.add(page);
    const view = this.#viewOf(page);
    await view.goTo(url);
    return view;
  }

  measureToolbarPopup(screenshot?: string): Promise<Size> {
    return this.#engine.measureToolbarPopup(this.#inside, screenshot);
  }

  async views(): Promise<View[]> {
    const pages = await this.#engine.pages();
    const hidden = [this.#home, this.#probe?.page];
    const shown: View[] = [];
    for (const page of pages.filter((one) => !hidden.includes(one))) {
      const view = this.#viewOf(page);
      // Firefox installs the extension at each start, which opens the welcome page.
      if (this.#opened.has(page) || !(await this.#isWelcome(view))) shown.push(view);
    }
    return shown;
  }

  async waitForView(
    wanted: (url: string) => boolean,
    patience = DEFAULT_TIMEOUT_MS,
  ): Promise<View> {
    let seen: string[] = [];
    return await until(
      () => `another page than ${seen.join(', ') || 'none'}`,
      async () => {
        const views = await this.views();
        seen = await Promise.all(views.map((view) => view.url().catch(() => 'a page that went')));
        return views.find((_, index) => wanted(seen[index] ?? ''));
      },
      patience,
    );
  }

  badge(): Promise<Badge> {
    return probe.readBadge(this.#inside);
  }

  notifications(): Promise<string[]> {
    return probe.readNotifications(this.#inside);
  }

  storage(): Promise<ExtensionStorage> {
    return probe.readStorage(this.#inside);
  }

  store(items: Readonly<Record<string, unknown>>): Promise<void> {
    return probe.writeStorage(this.#inside, items);
  }

  async cookies(): Promise<BrowserCookie[]> {
    const cookies = await this.#engine.browser.cookies();
    return cookies.map(({ name, value, domain, path, httpOnly, secure, sameSite, expires }) => ({
      name,
      value,
      domain,
      path,
      httpOnly: httpOnly ?? false,
      secure,
      sameSite,
      expires: expires ?? -1,
    }));
  }

  async setCookie(cookie: Pick<BrowserCookie, 'name' | 'value' | 'domain'>): Promise<void> {
    const attributes = { path: '/', httpOnly: true, secure: false, sameSite: 'Strict' } as const;
    const expires = Math.floor(Date.now() / 1000) + DAY;
    await this.#engine.browser.setCookie({ ...cookie, ...attributes, expires });
  }

  responses(): RecordedResponse[] {
    return this.#wire.responses;
  }

  grantedHosts(): Promise<string[]> {
    return probe.readGrantedHosts(this.#inside);
  }

  grantHost(pattern: string): Promise<void> {
    return this.#setHost(pattern, true);
  }

  isolation(): CookieIsolation {
    const { isolation } = this.#engine;
    if (!isolation) throw new Error('This browser does not isolate cookies.');
    return isolation;
  }

  preapproveHost(pattern: string): Promise<void> {
    this.#permissions = undefined;
    return this.#engine.preapproveHost(pattern);
  }

  revokeHost(pattern: string): Promise<void> {
    return this.#setHost(pattern, false);
  }

  setFontSizes(sizes: FontSizes): Promise<void> {
    return this.#engine.setFontSizes(sizes);
  }

  stopWorker(): Promise<void> {
    return this.#engine.stopWorker();
  }

  workerRuns(): Promise<boolean> {
    return this.#engine.workerRuns();
  }

  async reset(): Promise<void> {
    const views = await this.views();
    await Promise.all(views.map((view) => view.close().catch(() => undefined)));
    const { browser } = this.#engine;
    await browser.deleteCookie(...(await browser.cookies()));
    this.#wire.forget();
    if ((await probe.readPermissions(this.#inside)) === this.#permissions) {
      await this.#clearData();
      return;
    }
    await this.#probe?.close();
    await this.#engine.uninstall();
    await this.#openProbe();
    await this.#waitUntilIdle();
  }

  /** Clears the data instead of reinstalling, which takes one to two seconds longer. */
  async #clearData(): Promise<void> {
    await this.#engine.stopWorker();
    await until('nothing to be stored', async () => {
      await probe.clearData(this.#inside);
      // Closing pages may have started the background, which then writes.
      await this.#engine.stopWorker();
      const { local, session, sync } = await this.storage();
      return Object.keys({ ...local, ...session, ...sync }).length === 0;
    });
  }

  /** Waits until the welcome page and the first refresh of a new installation are done. */
  async #waitUntilIdle(): Promise<void> {
    await this.#dismissWelcome();
    await until('the first refresh', async () => (await this.storage()).local.account);
  }

  async restart(): Promise<void> {
    await this.#engine.close();
    const place = placeFor(this.#options, this.#profile, this.#wire);
    this.#engine = await this.#start(place, this.#options);
    await this.#settle();
    this.#permissions = undefined;
  }

  async handOver(): Promise<void> {
    await this.#home?.close();
    await this.#probe?.close();
    this.#home = undefined;
    this.#probe = undefined;
  }

  ended(): Promise<void> {
    return waitUntilEnded(this.#engine.browser);
  }

  async close(): Promise<void> {
    try {
      if (isRunning(this.#engine.browser)) await this.#engine.close();
      await this.ended();
    } finally {
      await this.#wire.close();
      removeProfile(this.#profile);
    }
  }

  get #inside(): PageView {
    if (!this.#probe) throw new Error('The browser has not come up.');
    return this.#probe;
  }

  #viewOf(page: Page): PageView {
    return new PageView(page, async () => (await this.#engine.pages()).includes(page));
  }

  async #settle(): Promise<void> {
    this.#home = (await this.#engine.pages())[0];
    await this.#openProbe();
  }

  async #openProbe(): Promise<void> {
    this.#probe = undefined;
    this.#origin = await this.#engine.install();
    this.#probe = await this.openExtensionPage(probe.PROBE_PATH);
    this.#permissions = await probe.readPermissions(this.#probe);
  }

  async #dismissWelcome(): Promise<void> {
    const welcome = await until('the page for new users', async () => {
      for (const page of await this.#engine.pages()) {
        const view = this.#viewOf(page);
        if (await this.#isWelcome(view)) return view;
      }
      return null;
    });
    await welcome.close();
  }

  async #isWelcome(view: View): Promise<boolean> {
    const url = await view.url().catch(() => '');
    return url === this.#origin + WELCOME;
  }

  async #setHost(pattern: string, granted: boolean): Promise<void> {
    this.#permissions = undefined;
    await this.#engine.setHost(this.#inside, pattern, granted);
    await until(`the host ${pattern} to be ${granted ? 'granted' : 'withdrawn'}`, async () => {
      return (await this.grantedHosts()).includes(pattern) === granted;
    });
  }
}

/** A windowed browser is used by a person and gets no recording proxy. */
function placeFor(options: LaunchOptions, profile: string, wire: RecordingProxy): Place {
  return { profile, recordingPort: options.windowed ? undefined : wire.port };
}
