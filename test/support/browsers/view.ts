/** A page as a person meets it: found by what it says and does, never by how it is built. */
export interface View {
  /** Its address now. */
  url(): Promise<string>;
  /** Its title. */
  title(): Promise<string>;
  /** The text that is in sight. */
  text(): Promise<string>;
  /** Its whole document, as markup. */
  html(): Promise<string>;
  /** Whether an element of this role and accessible name is there. */
  has(role: Role, name: string): Promise<boolean>;
  /** Waits for it. */
  waitFor(role: Role, name: string, patience?: number): Promise<void>;
  /** Waits for it and clicks it, as often and as fast as `times` says. */
  click(role: Role, name: string, times?: number): Promise<void>;
  /** Waits for it, gives it the focus and presses Enter. */
  pressEnter(role: Role, name: string): Promise<void>;
  /** The role and the name of the control that has the focus: `button "Sign in"`; `null` if none has. */
  focused(): Promise<string | null>;
  /** Waits for the field with this label and replaces what it holds. */
  fill(label: string, text: string): Promise<void>;
  /** What the field with this label holds. */
  valueOf(label: string): Promise<string>;
  /** Whether the element can be used. */
  isEnabled(role: Role, name: string): Promise<boolean>;
  /** Waits until the text in sight contains or matches this, and gives the text. */
  waitForText(expected: string | RegExp, patience?: number): Promise<string>;
  /** Waits until its address is one of those wanted, and gives it. */
  waitForUrl(wanted: (url: string) => boolean, patience?: number): Promise<string>;
  /** Goes to an address. */
  goTo(url: string): Promise<void>;
  /** Loads it anew. */
  reload(): Promise<void>;
  /** Makes the page this large, in CSS pixels; `density` device pixels are one of them. */
  resize(width: number, height: number, density?: number): Promise<void>;
  /** Shows it as to somebody who prefers this scheme, with forced colors if said; Chromium only. */
  preferScheme(scheme: 'light' | 'dark', forcedColors?: boolean): Promise<void>;
  /** Writes a picture of what is in sight; the path ends in `.png`. */
  screenshot(path: string): Promise<void>;
  /** Runs a function in the page. It can use its arguments and the page's globals, nothing else. */
  evaluate<A extends unknown[], R>(run: (...args: A) => R | Promise<R>, ...args: A): Promise<R>;
  close(): Promise<void>;
  isClosed(): Promise<boolean>;
  /** Waits until it is closed, by whomever. */
  waitUntilClosed(patience?: number): Promise<void>;
}

/** The roles that our pages and the platform's have. */
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
