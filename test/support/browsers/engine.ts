import type { Browser, Page } from 'puppeteer-core';
import type {
  BrowserName,
  CookieIsolation,
  FontSizes,
  LaunchOptions,
  Size,
} from './browser-under-test.ts';
import type { View } from './view.ts';

/** What the browsers do each in their own way; lives from one start of the browser to its end. */
export interface Engine {
  readonly name: BrowserName;
  readonly browser: Browser;
  /** Every page that is open. */
  pages(): Promise<Page[]>;
  /** Installs the extension and gives its origin. */
  install(): Promise<string>;
  /** Removes the extension and all its data. */
  uninstall(): Promise<void>;
  stopWorker(): Promise<void>;
  workerRuns(): Promise<boolean>;
  setHost(probe: View, pattern: string, granted: boolean): Promise<void>;
  /** Lets the extension have this host once it asks for it. */
  preapproveHost(pattern: string): Promise<void>;
  /** Firefox only. */
  readonly isolation?: CookieIsolation;

  setFontSizes(sizes: FontSizes): Promise<void>;
  measureToolbarPopup(probe: View, screenshot: string | undefined): Promise<Size>;
  /** Ends the browser; its profile stays. */
  close(): Promise<void>;
}

/** What a start of a browser needs beside the options of the test. */
export interface Place {
  /** The folder of its profile. */
  readonly profile: string;
  /** The port on 127.0.0.1 of the HTTP proxy that it uses for all it asks for, if it uses one. */
  readonly recordingPort: number | undefined;
}

/** Starts a browser. */
export type StartEngine = (place: Place, options: LaunchOptions) => Promise<Engine>;
