// By its path: the build's configuration imports this file too, where there are no aliases.
import { isLoopback } from '../../shared/loopback.ts';

/** The address as the user meant it, or why it can't be one, with a better one where that is clear. */
export type AddressReading =
  | { ok: true; address: string }
  | {
      ok: false;
      reason: 'not_an_address' | 'scheme_missing' | 'https_needed';
      suggestion: string | null;
    };

/** The only names of this computer for which a browser can be asked for plain http. */
const PLAIN_HTTP_HOSTS = ['localhost', '127.0.0.1'];

/**
 * Reads what was typed as a proxy's address: an origin, without path, query or trailing slash.
 * Plain http is accepted for this computer alone.
 */
export function readAddress(typed: string): AddressReading {
  const text = typed.trim();
  if (!text.includes('://')) {
    const guess = readAddress(`https://${text}`);
    if (!guess.ok) return notAnAddress();
    const { hostname, host } = new URL(guess.address);
    const suggestion = isLoopback(hostname) ? `http://${host}` : guess.address;
    return { ok: false, reason: 'scheme_missing', suggestion };
  }
  if (!URL.canParse(text)) return notAnAddress();
  const url = new URL(text);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb || url.username || url.password || !isHost(url.hostname)) return notAnAddress();
  if (url.protocol === 'http:' && !PLAIN_HTTP_HOSTS.includes(url.hostname)) {
    const suggestion = isLoopback(url.hostname)
      ? `http://localhost${url.port && `:${url.port}`}`
      : `https://${url.host}`;
    return { ok: false, reason: 'https_needed', suggestion };
  }
  return { ok: true, address: url.origin };
}

/** The host permission that covers `address`; patterns carry no port. */
export function hostPattern(address: string): string {
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}/*`;
}

function isHost(hostname: string): boolean {
  return /^(?:[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.?|\[[\da-f:.]+\])$/iu.test(hostname);
}

function notAnAddress(): AddressReading {
  return { ok: false, reason: 'not_an_address', suggestion: null };
}
