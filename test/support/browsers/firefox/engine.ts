import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import {
  type CookieIsolation,
  type Engine,
  type FontSizes,
  type LaunchOptions,
  type Size,
  sharedOptions,
} from '../engine.ts';
import type { View } from '../view.ts';
import { ChromeScope } from './chrome-scope.ts';
import * as inside from './extension-scope.ts';

/** Keeps the storage of an extension after its removal. */
const KEEP_STORAGE = 'extensions.webextensions.keepStorageOnUninstall';

export async function startFirefox(
  options: LaunchOptions,
  profile: string,
  recordingPort?: number,
): Promise<Engine> {
  const manifest = JSON.parse(readFileSync(join(options.extension, 'manifest.json'), 'utf8'));
  const addOnId: string = manifest.browser_specific_settings.gecko.id;
  const language = options.language ?? 'en-US';
  const browser = await puppeteer.launch({
    ...sharedOptions(options, profile),
    browser: 'firefox',
    acceptInsecureCerts: options.ignoreCertificateErrors ?? false,
    args: ['--remote-allow-system-access', '--width', '1280', '--height', '900'],
    extraPrefsFirefox: {
      ...preferences(addOnId, language, recordingPort, schemeOf(options)),
      ...(!options.windowed && UNSEEN),
    },
  });
  try {
    const scope = new ChromeScope(browser);
    await chooseLanguage(scope, language);
    return new FirefoxEngine(browser, scope, options, addOnId);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Headless Firefox would spend half of its time on animations. */
const UNSEEN = {
  'toolkit.cosmeticAnimations.enabled': false,
  'ui.prefersReducedMotion': 1,
  'layout.frame_rate': 10,
  'dom.ipc.processPrelaunch.enabled': false,
  // The probe page is a JSON file that must not become a JSON viewer.
  'devtools.jsonview.enabled': false,
};

function preferences(
  addOnId: string,
  language: string,
  recordingPort: number | undefined,
  scheme: number,
): Record<string, unknown> {
  return {
    // Puppeteer turns off cookie partitioning, which users have on by default.
    'browser.contentblocking.features.standard': '-tp,tpPrivate,cookieBehavior5,-cryptoTP,-fp',
    'extensions.webextensions.uuids': JSON.stringify({ [addOnId]: originId(addOnId) }),
    'extensions.webextensions.keepUuidOnUninstall': true,
    [KEEP_STORAGE]: false,
    'intl.accept_languages': language === 'zh-CN' ? 'zh-CN, zh, en-US, en' : 'en-US, en',
    'layout.css.prefers-color-scheme.content-override': scheme,
    ...(recordingPort && throughRecordingProxy(recordingPort)),
  };
}

/** Dark, light, or the system's. */
function schemeOf({ colorScheme, windowed }: LaunchOptions): 0 | 1 | 2 {
  if (colorScheme === 'dark') return 0;
  return colorScheme === 'light' || !windowed ? 1 : 2;
}

function throughRecordingProxy(port: number): Record<string, unknown> {
  return {
    'network.proxy.type': 1,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': port,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': port,
    // By default Firefox bypasses the proxy for loopback addresses.
    'network.proxy.allow_hijacking_localhost': true,
  };
}

/** A fixed id: Firefox would draw a random one. */
function originId(addOnId: string): string {
  const hex = createHash('sha256').update(addOnId).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Sets the language of extensions without a language pack. */
async function chooseLanguage(scope: ChromeScope, language: string): Promise<void> {
  if (language === 'en-US') return;
  await scope.run(
    `Services.locale.availableLocales = [...new Set([...Services.locale.availableLocales, language])];
    Services.locale.requestedLocales = [language];`,
    { language },
  );
}

class FirefoxEngine implements Engine {
  readonly browser: Browser;
  readonly #scope: ChromeScope;
  readonly #options: LaunchOptions;
  readonly #id: string;

  constructor(browser: Browser, scope: ChromeScope, options: LaunchOptions, id: string) {
    this.browser = browser;
    this.#scope = scope;
    this.#options = options;
    this.#id = id;
  }

  /** Reads the tabs from Firefox: puppeteer gets no event when an extension page closes. */
  async pages(): Promise<Page[]> {
    const [open, pages] = await Promise.all([this.#scope.openTabs(), this.browser.pages()]);
    return pages.filter((page) => open.includes(contextOf(page)));
  }

  async install(): Promise<string> {
    await this.#setPrompts(true);
    const { extension, forcedId } = this.#options;
    if (forcedId) await inside.installed(this.#scope, forcedId);
    else await this.browser.installExtension(extension);
    if (this.#options.windowed) await inside.pinButton(this.#scope, this.#id);
    return `moz-extension://${originId(this.#id)}`;
  }

  uninstall(): Promise<void> {
    return this.browser.uninstallExtension(this.#id);
  }

  stopWorker(): Promise<void> {
    return inside.stopEventPage(this.#scope, this.#id);
  }

  setHost(_probe: View, pattern: string, granted: boolean): Promise<void> {
    return inside.setHost(this.#scope, this.#id, pattern, granted);
  }

  preapproveHost(): Promise<void> {
    return this.#setPrompts(false);
  }

  get isolation(): CookieIsolation {
    const scope = this.#scope;
    return {
      byFirstParty: (on) =>
        scope.run('Services.prefs.setBoolPref("privacy.firstparty.isolate", on);', { on }),
      replaceByContainerTab: (urlStart) => scope.run(REPLACE_BY_CONTAINER_TAB, { urlStart }),
    };
  }

  /** Puppeteer does not delete cookies of containers and of first-party isolation. */
  clearCookies(): Promise<void> {
    return this.#scope.run('Services.cookies.removeAll();');
  }

  setFontSizes({ smallest, usual }: FontSizes): Promise<void> {
    return this.#scope.run(
      `for (const group of ['x-western', 'zh-CN']) {
        Services.prefs.setIntPref('font.minimum-size.' + group, smallest);
        Services.prefs.setIntPref('font.size.variable.' + group, usual);
      }`,
      { smallest, usual },
    );
  }

  measureToolbarPopup(): Promise<Size> {
    return inside.measurePopup(this.#scope, this.#id);
  }

  /** Firefox removes a temporary extension and its storage when it ends. */
  async close(): Promise<void> {
    await this.#scope.run('Services.prefs.setBoolPref(name, true);', { name: KEEP_STORAGE });
    await this.browser.close();
  }

  /** With prompts off, Firefox grants what an extension requests. */
  #setPrompts(enabled: boolean): Promise<void> {
    const name = 'extensions.webextOptionalPermissionPrompts';
    return this.#scope.run('Services.prefs.setBoolPref(name, enabled);', { name, enabled });
  }
}

/** The container tab is closed at once, so that no other test finds it. */
const REPLACE_BY_CONTAINER_TAB = `
  for (const window of Services.wm.getEnumerator('navigator:browser')) {
    const { gBrowser } = window;
    const tab = gBrowser.tabs.find((one) => one.linkedBrowser.currentURI.spec.startsWith(urlStart));
    if (!tab) continue;
    const home = [...Services.wm.getEnumerator('navigator:browser')].find((one) => one !== window);
    const triggeringPrincipal = Services.scriptSecurityManager.getSystemPrincipal();
    const moved = home.gBrowser.addTab('about:blank', { userContextId: 1, triggeringPrincipal });
    // Extensions get the event for the new tab a moment later.
    await new Promise((resolve) => home.requestIdleCallback(resolve));
    gBrowser.removeTab(tab);
    home.gBrowser.removeTab(moved);
    return;
  }
  throw new Error('No tab is at ' + urlStart);
`;

/** The WebDriver BiDi id of a page, which puppeteer's types do not expose. */
function contextOf(page: Page): string {
  return (page.mainFrame() as unknown as { _id: string })._id;
}
