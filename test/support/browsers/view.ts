/** A page, driven through roles, accessible names and visible text. */
export interface View {
  url(): Promise<string>;
  title(): Promise<string>;
  /** The visible text. */
  text(): Promise<string>;
  /** The markup of the document. */
  html(): Promise<string>;
  /** Whether an element with this role and accessible name exists. */
  has(role: Role, name: string): Promise<boolean>;
  waitFor(role: Role, name: string, patience?: number): Promise<void>;
  /** Waits for the element and clicks it, `times` times in quick succession. */
  click(role: Role, name: string, times?: number): Promise<void>;
  /** Waits for the element, focuses it and presses Enter. */
  pressEnter(role: Role, name: string): Promise<void>;
  /** The role and name of the focused control: `button "Sign in"`; `null` if there is none. */
  focused(): Promise<string | null>;
  /** Waits for the field with this label and replaces its value. */
  fill(label: string, text: string): Promise<void>;
  /** The value of the field with this label. */
  valueOf(label: string): Promise<string>;
  isEnabled(role: Role, name: string): Promise<boolean>;
  /** Waits until the visible text contains or matches this. Returns the text. */
  waitForText(expected: string | RegExp, patience?: number): Promise<string>;
  /** Waits for a matching address. Returns the address. */
  waitForUrl(wanted: (url: string) => boolean, patience?: number): Promise<string>;
  goTo(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Sets the viewport in CSS pixels; `density` is the device pixel ratio. */
  resize(width: number, height: number, density?: number): Promise<void>;
  /** Emulates a color scheme, and forced colors if requested. Chromium only. */
  preferScheme(scheme: 'light' | 'dark', forcedColors?: boolean): Promise<void>;
  /** Writes a PNG of the viewport. */
  screenshot(path: string): Promise<void>;
  /** Runs a function in the page. It can use its arguments and the page's globals only. */
  evaluate<A extends unknown[], R>(run: (...args: A) => R | Promise<R>, ...args: A): Promise<R>;
  close(): Promise<void>;
  isClosed(): Promise<boolean>;
  waitUntilClosed(patience?: number): Promise<void>;
}

/** The roles on the pages of the extension and of the platform. */
export type Role =
  | 'alert'
  | 'button'
  | 'checkbox'
  | 'heading'
  | 'link'
  | 'main'
  | 'searchbox'
  | 'spinbutton'
  | 'status'
  | 'switch'
  | 'textbox';
