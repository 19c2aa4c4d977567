import type { Browser, Page } from 'puppeteer-core';
import type {
  BrowserName,
  CookieIsolation,
  FontSizes,
  LaunchOptions,
  Size,
} from './browser-under-test.ts';
import type { View } from './view.ts';

/** The parts that differ between the browsers. An engine lives as long as the browser process. */
export interface Engine {
  readonly name: BrowserName;
  readonly browser: Browser;
  pages(): Promise<Page[]>;
  /** Installs the extension. Returns its origin. */
  install(): Promise<string>;
  /** Removes the extension with its data. */
  uninstall(): Promise<void>;
  stopWorker(): Promise<void>;
  workerRuns(): Promise<boolean>;
  setHost(probe: View, pattern: string, granted: boolean): Promise<void>;
  /** Approves this host in advance. */
  preapproveHost(pattern: string): Promise<void>;
  /** Firefox only. */
  readonly isolation?: CookieIsolation;

  setFontSizes(sizes: FontSizes): Promise<void>;
  measureToolbarPopup(probe: View, screenshot: string | undefined): Promise<Size>;
  /** Ends the browser and keeps its profile. */
  close(): Promise<void>;
}

export interface Place {
  readonly profile: string;
  /** The port of the recording proxy, if the browser uses one. */
  readonly recordingPort: number | undefined;
}

export type StartEngine = (place: Place, options: LaunchOptions) => Promise<Engine>;
