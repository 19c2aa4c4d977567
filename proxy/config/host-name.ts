import { isIP } from 'node:net';

/** Labels of letters, digits and inner hyphens (RFC 1123 section 2.1). */
const HOST_NAME =
  /^(?=.{1,253}$)[a-z\d]([a-z\d-]{0,61}[a-z\d])?(\.[a-z\d]([a-z\d-]{0,61}[a-z\d])?)*$/i;

/** Names in private networks may contain underscores. */
const PRIVATE_HOST_NAME = /^(?=.{1,253}$)[a-z\d_]([\w-]{0,61}\w)?(\.[a-z\d_]([\w-]{0,61}\w)?)*$/i;

/** Whether the text is an IP address or a host name, without port. */
export function isHost(text: string, { underscores = false } = {}): boolean {
  return isIP(text) !== 0 || (underscores ? PRIVATE_HOST_NAME : HOST_NAME).test(text);
}

/** Removes the brackets around an IPv6 address in a URL. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
