/** The browsers whose own pages and buttons have other names. */
export type BrowserName = 'chrome' | 'edge' | 'firefox';

/** Which of them this is, from `navigator.userAgent`; relatives of Chrome count as Chrome. */
export function browserName(userAgent: string): BrowserName {
  if (/\bFirefox\//u.test(userAgent)) return 'firefox';
  return /\bEdg(?:A|iOS)?\//u.test(userAgent) ? 'edge' : 'chrome';
}
