import type { Browser, Page } from 'puppeteer-core';
import type { Routes } from './recording-proxy.ts';
import type { View } from './view.ts';

export type BrowserName = 'chromium' | 'firefox';

export interface LaunchOptions {
  readonly extension: string;
  readonly executable: string;
  /** The id of the extension if the browser installs it by a policy; then the test does not install it. */
  readonly forcedId?: string;
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
  readonly routes?: Routes;
  /** Accepts the certificate of any server. */
  readonly ignoreCertificateErrors?: boolean;
  /** Whether the extension opens the welcome page, which is the default. */
  readonly welcomes?: boolean;
  /** Shows a window with the extension's button on the toolbar; headless by default. */
  readonly windowed?: boolean;
}

/** The parts that differ between the browsers. An engine lives as long as the browser process. */
export interface Engine {
  readonly browser: Browser;
  pages(): Promise<Page[]>;
  /** Installs the extension. Returns its origin. */
  install(): Promise<string>;
  /** Removes the extension with its data. */
  uninstall(): Promise<void>;
  /** Stops the background and makes sure that it does not run. */
  stopWorker(): Promise<void>;
  setHost(probe: View, pattern: string, granted: boolean): Promise<void>;
  /** Approves this host in advance. */
  preapproveHost(pattern: string): Promise<void>;
  /** Firefox only. */
  readonly isolation?: CookieIsolation;

  /** Removes every cookie, also those that the browser isolates. */
  clearCookies(): Promise<void>;
  setFontSizes(sizes: FontSizes): Promise<void>;
  /** Opens the popup of the toolbar button, and closes it. */
  measureToolbarPopup(probe: View): Promise<Size>;
  /** Ends the browser and keeps its profile. */
  close(): Promise<void>;
}

/** @param recordingPort the port of the recording proxy, if the browser uses one */
export type StartEngine = (
  options: LaunchOptions,
  profile: string,
  recordingPort?: number,
) => Promise<Engine>;

/** What puppeteer starts both browsers with. */
export function sharedOptions({ executable, windowed }: LaunchOptions, profile: string) {
  return {
    executablePath: executable,
    headless: !windowed,
    userDataDir: profile,
    defaultViewport: null,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
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
