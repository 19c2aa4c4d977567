/**
 * Whether a hostname, as in `URL.hostname`, is this computer. Plain http is accepted only there (RFC 8252
 * section 7.3).
 */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
