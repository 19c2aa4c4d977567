/**
 * Whether a URL's hostname is this very machine: the only place where plain http is accepted
 * (RFC 8252 section 7.3). `hostname` is as `URL.hostname` gives it, so IPv6 comes in brackets.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
