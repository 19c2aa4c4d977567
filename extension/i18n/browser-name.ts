/** Browsers whose own pages and buttons have different names. */
export type BrowserName = 'chrome' | 'edge' | 'firefox';

/** The browser of `userAgent`. Browsers based on Chrome count as Chrome. */
export function browserName(userAgent: string): BrowserName {
  if (/\bFirefox\//u.test(userAgent)) return 'firefox';
  return /\bEdg(?:A|iOS)?\//u.test(userAgent) ? 'edge' : 'chrome';
}
