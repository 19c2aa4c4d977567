import type { View } from './view.ts';

export type BrowserName = 'chromium' | 'firefox';

/** How a browser is to be started. */
export interface LaunchOptions {
  /** The folder of the built extension. */
  readonly extension: string;
  /** The browser's program. */
  readonly executable: string;
  /** A profile to begin with a copy of; an empty one, unless said. */
  readonly profile?: string | undefined;
  /** The language of the browser and so of the extension. */
  readonly language?: 'en-US' | 'zh-CN';
  /** Light, unless said; a browser with a window then follows the person's system. */
  readonly colorScheme?: 'light' | 'dark';
  /**
   * Ports that stand in for others, so that the extension's default address can be used as it is
   * whatever else runs here: `{'localhost:8787': 12345}`. Not for a browser with a window.
   */
  readonly routes?: Readonly<Record<string, number>>;
  /** Whether it takes the certificate of any server, as if the person had an authority of their own. */
  readonly ignoreCertificateErrors?: boolean;
  /** Whether it shows a window, with the extension's button on the toolbar; otherwise nothing is seen of it. */
  readonly windowed?: boolean;
}

/** A real browser with the built extension in it. */
export interface BrowserUnderTest {
  readonly name: BrowserName;
  /** `chrome-extension://…` or `moz-extension://…`, without a slash at the end. */
  readonly extensionOrigin: string;
  /** The browser's own process. */
  readonly pid: number | undefined;

  /** Opens a page of the extension in a tab. */
  openExtensionPage(path: string): Promise<View>;
  openPopup(): Promise<View>;
  openOptionsPage(): Promise<View>;
  /** Opens any address in a tab. */
  openPage(url: string): Promise<View>;
  /** The real popup of the toolbar button: its size, and a picture of it if a path is given. */
  measureToolbarPopup(screenshot?: string): Promise<Size>;

  /** Every page that is open, in windows and tabs. */
  views(): Promise<View[]>;
  /** Waits for a page with such an address: the login window, the top-up page. */
  waitForView(wanted: (url: string) => boolean, patience?: number): Promise<View>;

  /** What the toolbar button shows. */
  badge(): Promise<Badge>;
  /** The ids of the extension's notifications in sight. */
  notifications(): Promise<string[]>;
  /** All that is stored for the extension, of every kind. */
  storage(): Promise<ExtensionStorage>;
  /** Puts items into `storage.local`. */
  store(items: Readonly<Record<string, unknown>>): Promise<void>;
  /** Every cookie of the browser, those hidden from scripts included. */
  cookies(): Promise<BrowserCookie[]>;
  /** Has the browser keep a cookie that some server set for this host elsewhere. */
  setCookie(cookie: Pick<BrowserCookie, 'name' | 'value' | 'domain'>): Promise<void>;
  /** Every answer that reached the browser since its start or since {@link reset}. */
  responses(): RecordedResponse[];
  /** The origins that the extension may reach, as match patterns. */
  grantedHosts(): Promise<string[]>;
  /** Grants a host that the extension may ask for, as if the person had agreed. */
  grantHost(pattern: string): Promise<void>;
  /** From now on the person agrees when the extension asks for this host. */
  preapproveHost(pattern: string): Promise<void>;
  /** Takes back a host, granted at install or later. */
  revokeHost(pattern: string): Promise<void>;

  /** Ways in which Firefox gives a page other cookies than the extension sees. Chromium has none, and throws. */
  isolation(): CookieIsolation;

  /** Sets the browser's font sizes in CSS pixels: the smallest (0 is none) and the usual one. */
  setFontSizes(sizes: FontSizes): Promise<void>;

  /** Really stops the background (service worker or event page); the next event starts it again. */
  stopWorker(): Promise<void>;
  /** Whether the background runs now. */
  workerRuns(): Promise<boolean>;
  /** As fresh: other pages closed, cookies gone, and the extension without data, as it was installed. */
  reset(): Promise<void>;
  /** Closes the browser and starts it again with the same profile. */
  restart(): Promise<void>;
  /**
   * Leaves the browser to a person: closes the pages that only the driver needs. From then on only
   * {@link ended} and {@link close} are of use.
   */
  handOver(): Promise<void>;
  /** Waits until the browser has ended, by whomever. */
  ended(): Promise<void>;
  /** Ends the browser, unless it has ended, and removes its profile. */
  close(): Promise<void>;
}

export interface CookieIsolation {
  /** `privacy.firstparty.isolate`. */
  byFirstParty(on: boolean): Promise<void>;
  /** Does what a container extension does with the tab at such an address: puts one of a container in its place. */
  replaceByContainerTab(urlStart: string): Promise<void>;
}

export interface FontSizes {
  readonly smallest: number;
  readonly usual: number;
}

/** What a browser comes with. */
export const FONT_SIZES: FontSizes = { smallest: 0, usual: 16 };

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Badge {
  readonly text: string;
  /** As `#rrggbb`, in small letters. */
  readonly color: string;
  /** The tooltip. */
  readonly title: string;
}

/** What the extension has stored, by the kind of store. */
export interface ExtensionStorage {
  readonly local: Readonly<Record<string, unknown>>;
  readonly session: Readonly<Record<string, unknown>>;
  readonly sync: Readonly<Record<string, unknown>>;
  /** What its pages can keep as any web page can. */
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
  /** Unix seconds; -1 for one that ends with the browser. */
  readonly expires: number;
}

/** One answer over HTTP, to a page, the popup or the background. */
export interface RecordedResponse {
  /** Of the request that it answers. */
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** As they came, `set-cookie` included; names in small letters, values of one name joined by newlines. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
