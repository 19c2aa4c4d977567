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
import { InstalledExtension } from './installed-extension.ts';
import { type BuiltManifest, readManifest } from './manifest.ts';
import * as probe from './probe.ts';
import { makeProfile, removeProfile } from './profile.ts';
import { isRunning, waitUntilEnded } from './program.ts';
import { RecordingProxy } from './recording-proxy.ts';
import type { View } from './view.ts';

const DAY_SECONDS = 86_400;

/** The parts that both browsers share, on top of an {@link Engine}. */
export class DrivenBrowser implements BrowserUnderTest {
  readonly #start: StartEngine;
  readonly #options: LaunchOptions;
  readonly #profile: string;
  readonly #recordingProxy: RecordingProxy;
  readonly #manifest: BuiltManifest;
  #engine: Engine;
  #extension: InstalledExtension;
  /** Pages opened by a test. */
  readonly #opened = new WeakSet<Page>();

  private constructor(
    start: StartEngine,
    options: LaunchOptions,
    recordingProxy: RecordingProxy,
    profile: string,
    engine: Engine,
    extension: InstalledExtension,
  ) {
    this.#start = start;
    this.#options = options;
    this.#recordingProxy = recordingProxy;
    this.#profile = profile;
    this.#manifest = readManifest(options.extension);
    this.#engine = engine;
    this.#extension = extension;
  }

  /** Starts a browser with a new profile and installs the extension. Cleans up on failure. */
  static async launch(
    name: BrowserName,
    start: StartEngine,
    options: LaunchOptions,
  ): Promise<BrowserUnderTest> {
    const recordingProxy = await RecordingProxy.open(options.routes);
    const profile = makeProfile(name, options.profile);
    let engine: Engine | undefined;
    try {
      engine = await start(placeFor(options, profile, recordingProxy), options);
      const extension = await InstalledExtension.install(engine);
      await extension.waitUntilIdle();
      return new DrivenBrowser(start, options, recordingProxy, profile, engine, extension);
    } catch (error) {
      await engine?.close();
      await recordingProxy.close();
      removeProfile(profile);
      throw error;
    }
  }

  get name(): BrowserName {
    return this.#engine.name;
  }

  get extensionOrigin(): string {
    return this.#extension.origin;
  }

  openExtensionPage(path: string): Promise<View> {
    return this.openPage(this.#extension.origin + path);
  }

  openPopup(): Promise<View> {
    return this.openExtensionPage(this.#manifest.popup);
  }

  openOptionsPage(): Promise<View> {
    return this.openExtensionPage(this.#manifest.settings);
  }

  async openPage(url: string): Promise<View> {
    const page = await this.#engine.browser.newPage();
    this.#opened.add(page);
    const view = this.#extension.viewOf(page);
    await view.goTo(url);
    return view;
  }

  measureToolbarPopup(screenshot?: string): Promise<Size> {
    return this.#engine.measureToolbarPopup(this.#extension.probe, screenshot);
  }

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
    return probe.readBadge(this.#extension.probe);
  }

  notifications(): Promise<string[]> {
    return probe.readNotifications(this.#extension.probe);
  }

  storage(): Promise<ExtensionStorage> {
    return probe.readStorage(this.#extension.probe);
  }

  store(items: Readonly<Record<string, unknown>>): Promise<void> {
    return probe.writeStorage(this.#extension.probe, items);
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
    const expires = Math.floor(Date.now() / 1000) + DAY_SECONDS;
    await this.#engine.browser.setCookie({ ...cookie, ...attributes, expires });
  }

  responses(): RecordedResponse[] {
    return this.#recordingProxy.responses;
  }

  grantedHosts(): Promise<string[]> {
    return probe.readGrantedHosts(this.#extension.probe);
  }

  grantHost(pattern: string): Promise<void> {
    return this.#extension.setHost(pattern, true);
  }

  isolation(): CookieIsolation {
    const { isolation } = this.#engine;
    if (!isolation) throw new Error('This browser does not isolate cookies.');
    return isolation;
  }

  preapproveHost(pattern: string): Promise<void> {
    this.#extension.forgetPermissions();
    return this.#engine.preapproveHost(pattern);
  }

  revokeHost(pattern: string): Promise<void> {
    return this.#extension.setHost(pattern, false);
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
    this.#recordingProxy.forget();
    await this.#extension.reset();
  }

  async restart(): Promise<void> {
    await this.#engine.close();
    const place = placeFor(this.#options, this.#profile, this.#recordingProxy);
    this.#engine = await this.#start(place, this.#options);
    this.#extension = await InstalledExtension.install(this.#engine);
    this.#extension.forgetPermissions();
  }

  handOver(): Promise<void> {
    return this.#extension.closeInternalPages();
  }

  ended(): Promise<void> {
    return waitUntilEnded(this.#engine.browser);
  }

  async close(): Promise<void> {
    try {
      if (isRunning(this.#engine.browser)) await this.#engine.close();
      await this.ended();
    } finally {
      await this.#recordingProxy.close();
      removeProfile(this.#profile);
    }
  }
}

/** A windowed browser is used by a person and gets no recording proxy. */
function placeFor(options: LaunchOptions, profile: string, recordingProxy: RecordingProxy): Place {
  return { profile, recordingPort: options.windowed ? undefined : recordingProxy.port };
}
