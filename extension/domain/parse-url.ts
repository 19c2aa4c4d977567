/** `text` as a URL, `null` where it is none. `URL.parse` came to Chrome with version 126. */
export function parseUrl(text: unknown): URL | null {
  return typeof text === 'string' && URL.canParse(text) ? new URL(text) : null;
}
