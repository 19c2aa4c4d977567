import { parseUrl } from './parse-url.ts';

/** Hosts for which plain http is allowed. A host permission can name no other host of this computer. */
export const PLAIN_HTTP_HOSTS = ['localhost', '127.0.0.1'];

/** `URL.hostname` of names and IP addresses. A star would cover other hosts in a host permission. */
const HOSTNAME = /^[\w.:[\]-]+$/u;

/** Whether a stored value is the address of a proxy: an origin that this or an earlier version accepted. */
export function isAddress(value: unknown): value is string {
  const url = parseUrl(value);
  if (!url) return false;
  const { origin, protocol, hostname } = url;
  if (origin !== value || !HOSTNAME.test(hostname)) return false;
  return protocol === 'https:' || (protocol === 'http:' && PLAIN_HTTP_HOSTS.includes(hostname));
}
