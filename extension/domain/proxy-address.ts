import { parseUrl } from './parse-url.ts';

/** The only names of this computer for which a browser can be asked for plain http. */
export const PLAIN_HTTP_HOSTS = ['localhost', '127.0.0.1'];

/** Host names and IP addresses as `URL.hostname` gives them. In a host permission, a star would stand for other hosts. */
const HOSTNAME = /^[\w.:[\]-]+$/u;

/** Whether a value is an address that some version of `parseAddress` (read-address.ts) accepted. */
export function isAddress(value: unknown): value is string {
  const url = parseUrl(value);
  if (!url) return false;
  const { origin, protocol, hostname } = url;
  if (origin !== value || !HOSTNAME.test(hostname)) return false;
  return protocol === 'https:' || (protocol === 'http:' && PLAIN_HTTP_HOSTS.includes(hostname));
}

/** The host permission that covers `address`; patterns carry no port. */
export function hostPattern(address: string): string {
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}/*`;
}
