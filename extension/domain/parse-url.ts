/** `text` as a URL, or `null`. Chrome has `URL.parse` only since version 126. */
export function parseUrl(text: unknown): URL | null {
  return typeof text === 'string' && URL.canParse(text) ? new URL(text) : null;
}
