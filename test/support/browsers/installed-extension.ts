import type { Page } from 'puppeteer-core';
import { until } from '../waiting/until.ts';
import type { Engine } from './engine.ts';
import * as probe from './probe.ts';
import { View } from './view.ts';

const WELCOME = '/welcome.html';

const ADDRESS_TIMEOUT_MS = 2_000;

/** The extension in a running browser, with the probe page that reads its state from inside. */
export class InstalledExtension {
  readonly #engine: Engine;
  #home: Page | undefined;
  #probe: View | undefined;
  #origin = '';
  /** The permissions at install; undefined once a test has changed host permissions. */
  #permissions: string | undefined;

  private constructor(engine: Engine) {
    this.#engine = engine;
  }

  static async install(engine: Engine): Promise<InstalledExtension> {
    const extension = new InstalledExtension(engine);
    extension.#home = (await engine.pages())[0];
    await extension.#install();
    return extension;
  }

  get origin(): string {
    return this.#origin;
  }

  get probe(): View {
    if (!this.#probe) throw new Error('The browser has not come up.');
    return this.#probe;
  }

  viewOf(page: Page): View {
    return new View(page, async () => (await this.#engine.pages()).includes(page));
  }

  /** Whether only the driver needs this page. */
  isInternal(page: Page): boolean {
    return page === this.#home || page === this.#probe?.page;
  }

  async isWelcomePage(view: View): Promise<boolean> {
    // Firefox may never respond about a page that it is moving to another process.
    const url = until('the address of a page', () => view.url(), ADDRESS_TIMEOUT_MS);
    return (await url.catch(() => '')) === this.#origin + WELCOME;
  }

  async welcomePage(): Promise<View | null> {
    for (const page of await this.#engine.pages()) {
      const view = this.viewOf(page);
      if (await this.isWelcomePage(view)) return view;
    }
    return null;
  }

  /** Waits until the welcome page, if there is to be one, and the first refresh of a new installation are done. */
  async waitUntilIdle(welcomes = true): Promise<void> {
    if (welcomes) {
      // By the extension: Firefox may never respond to the driver about a page that it moves to another process.
      const url = this.#origin + WELCOME;
      await until('the page for new users', () => probe.closeTab(this.probe, url));
    }
    await until(
      'the first refresh',
      async () => (await probe.readStorage(this.probe)).local.account,
    );
  }

  /** Restores the state of a new installation. */
  async reset(): Promise<void> {
    if ((await probe.readPermissions(this.probe)) === this.#permissions) {
      await this.#clearData();
      return;
    }
    await this.reinstall();
  }

  /** Removes the extension with its data and installs it again. The browser keeps its cookies. */
  async reinstall(): Promise<void> {
    await this.probe.close();
    await this.#engine.uninstall();
    await this.#install();
    await this.waitUntilIdle();
  }

  async setHost(pattern: string, granted: boolean): Promise<void> {
    this.forgetPermissions();
    await this.#engine.setHost(this.probe, pattern, granted);
    await until(`the host ${pattern} to be ${granted ? 'granted' : 'withdrawn'}`, async () => {
      return (await probe.readGrantedHosts(this.probe)).includes(pattern) === granted;
    });
  }

  /** The next reset reinstalls the extension. */
  forgetPermissions(): void {
    this.#permissions = undefined;
  }

  async closeInternalPages(): Promise<void> {
    await this.#home?.close();
    await this.#probe?.close();
    this.#home = undefined;
    this.#probe = undefined;
  }

  async #install(): Promise<void> {
    this.#probe = undefined;
    this.#origin = await this.#engine.install();
    const view = this.viewOf(await this.#engine.browser.newPage());
    await view.goTo(this.#origin + probe.PROBE_PATH);
    this.#probe = view;
    this.#permissions = await probe.readPermissions(view);
  }

  /** Clears the data instead of reinstalling, which takes one to two seconds longer. */
  async #clearData(): Promise<void> {
    await this.#engine.stopWorker();
    await until('nothing to be stored', async () => {
      await probe.clearData(this.probe);
      // Closing pages may have started the background, which then writes.
      await this.#engine.stopWorker();
      const { local, session, sync } = await probe.readStorage(this.probe);
      return Object.keys({ ...local, ...session, ...sync }).length === 0;
    });
  }
}
