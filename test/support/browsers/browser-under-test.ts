import type { View } from './view.ts';

export type BrowserName = 'chromium' | 'firefox';

export interface LaunchOptions {
  readonly extension: string;
  readonly executable: string;
  /** A profile to copy; empty by default. */
  readonly profile?: string | undefined;
  /** The language of the browser. */
  readonly language?: 'en-US' | 'zh-CN';
  /** Light by default; a windowed browser follows the system. */
  readonly colorScheme?: 'light' | 'dark';
  /**
   * Maps a host and port to another port, so that the extension's default address works whatever else
   * uses it: `{'localhost:8787': 12345}`. Headless browsers only.
   */
  readonly routes?: Readonly<Record<string, number>>;
  /** Accepts the certificate of any server. */
  readonly ignoreCertificateErrors?: boolean;
  /** Shows a window with the extension's button on the toolbar; headless by default. */
  readonly windowed?: boolean;
}

/** A real browser with the built extension. */
export interface BrowserUnderTest {
  readonly name: BrowserName;
  /** `chrome-extension://…` or `moz-extension://…`, without a trailing slash. */
  readonly extensionOrigin: string;

  openExtensionPage(path: string): Promise<View>;
  openPopup(): Promise<View>;
  openOptionsPage(): Promise<View>;
  openPage(url: string): Promise<View>;
  /** Opens the real popup of the toolbar button. Returns its size, and writes a PNG if a path is given. */
  measureToolbarPopup(screenshot?: string): Promise<Size>;

  /** Every open page. */
  views(): Promise<View[]>;
  /** Waits for a page with a matching address. */
  waitForView(wanted: (url: string) => boolean, patience?: number): Promise<View>;

  badge(): Promise<Badge>;
  /** The ids of the visible notifications. */
  notifications(): Promise<string[]>;
  /** Everything the extension has stored. */
  storage(): Promise<ExtensionStorage>;
  /** Writes items to `storage.local`. */
  store(items: Readonly<Record<string, unknown>>): Promise<void>;
  /** Every cookie of the browser, HttpOnly ones included. */
  cookies(): Promise<BrowserCookie[]>;
  /** Adds a cookie to the browser. */
  setCookie(cookie: Pick<BrowserCookie, 'name' | 'value' | 'domain'>): Promise<void>;
  /** Every response that the browser received since its start or {@link reset}. */
  responses(): RecordedResponse[];
  /** The granted host permissions, as match patterns. */
  grantedHosts(): Promise<string[]>;
  /** Grants an optional host permission. */
  grantHost(pattern: string): Promise<void>;
  /** Approves this host in advance: the next request for it is granted. */
  preapproveHost(pattern: string): Promise<void>;
  /** Revokes a host permission. */
  revokeHost(pattern: string): Promise<void>;

  /** Cookie isolation of Firefox. Throws in Chromium. */
  isolation(): CookieIsolation;

  /** Sets the minimum (0 for none) and the default font size, in CSS pixels. */
  setFontSizes(sizes: FontSizes): Promise<void>;

  /** Stops the background (service worker or event page). The next event starts it again. */
  stopWorker(): Promise<void>;
  workerRuns(): Promise<boolean>;
  /** Restores a fresh state: no other pages, no cookies, no data of the extension. */
  reset(): Promise<void>;
  /** Restarts the browser with the same profile. */
  restart(): Promise<void>;
  /**
   * Hands the browser over to a person: closes the pages that only the driver needs. Afterwards only
   * {@link ended} and {@link close} work.
   */
  handOver(): Promise<void>;
  /** Waits until the browser has ended. */
  ended(): Promise<void>;
  /** Ends the browser and removes its profile. */
  close(): Promise<void>;
}

export interface CookieIsolation {
  /** `privacy.firstparty.isolate`. */
  byFirstParty(on: boolean): Promise<void>;
  /** Replaces the tab at such an address with one in a container, like a container extension. */
  replaceByContainerTab(urlStart: string): Promise<void>;
}

export interface FontSizes {
  readonly smallest: number;
  readonly usual: number;
}

/** The defaults of a browser. */
export const FONT_SIZES: FontSizes = { smallest: 0, usual: 16 };

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Badge {
  readonly text: string;
  /** `#rrggbb`, lower case. */
  readonly color: string;
  readonly title: string;
}

export interface ExtensionStorage {
  readonly local: Readonly<Record<string, unknown>>;
  readonly session: Readonly<Record<string, unknown>>;
  readonly sync: Readonly<Record<string, unknown>>;
  /** Storage that every web page has. */
  readonly pages: {
    readonly localStorage: Readonly<Record<string, string>>;
    readonly databases: readonly string[];
    readonly caches: readonly string[];
  };
}

export interface BrowserCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite: string | undefined;
  /** Unix seconds; -1 for a session cookie. */
  readonly expires: number;
}

/** An HTTP response to a page, the popup or the background. */
export interface RecordedResponse {
  /** The method of the request. */
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** Names in lower case; values of one name joined by newlines. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
