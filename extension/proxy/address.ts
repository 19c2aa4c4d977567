/** The only names of this computer for which a browser can be asked for plain http. */
export const PLAIN_HTTP_HOSTS = ['localhost', '127.0.0.1'];

/** Host names and IP addresses that can stand in a host permission, as `URL.hostname` gives them. */
export const HOSTNAME = /^(?:[\w-]+(?:\.[\w-]+)*|\[[\da-f:.]+\])$/u;

/** Whether a value is an address that some version of `readAddress` (read-address.ts) accepted. */
export function isAddress(value: unknown): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { origin, protocol, hostname } = new URL(value);
  // Version 0.1.0 left a dot at the end.
  if (origin !== value || !HOSTNAME.test(hostname.replace(/\.$/u, ''))) return false;
  return protocol === 'https:' || (protocol === 'http:' && PLAIN_HTTP_HOSTS.includes(hostname));
}

/** The host permission that covers `address`; patterns carry no port. */
export function hostPattern(address: string): string {
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}/*`;
}
