import { isLoopback } from '../../../shared/loopback.ts';
import type { Payload } from './payload.ts';

const MAX_URL_LENGTH = 2048;

/**
 * Reads `topup_url` as a URL that is safe to open: https, or http for loopback, without
 * credentials or the access token, on a host of `topUpHosts` if given.
 * @throws {PlatformError} `unreadable` with the reason
 */
export function readTopUpUrl(
  payload: Payload,
  accessToken: string,
  topUpHosts: readonly string[] | undefined,
): string {
  const text = payload.get('topup_url');
  const invalid = (problem: string) => payload.error('invalid_field', `topup_url ${problem}`);
  if (text === undefined || text === '') {
    throw payload.error('missing_field', 'topup_url is missing');
  }
  if (typeof text !== 'string' || !URL.canParse(text)) throw invalid('is not a URL');
  const url = new URL(text);
  if (url.href.length > MAX_URL_LENGTH) throw invalid('is too long');
  const isSecure =
    url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!isSecure) throw invalid('is not https');
  if (url.username || url.password) throw invalid('carries credentials');
  // An access token in a URL ends up in histories and logs (RFC 9700 section 4.3.2).
  if (decodeEscapes(url.href).includes(accessToken)) throw invalid('carries the access token');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const names = [url.hostname, `${url.hostname}:${port}`];
  if (topUpHosts && !names.some((name) => topUpHosts.includes(name))) {
    throw invalid('is on a host outside TOPUP_HOSTS');
  }
  return url.href;
}

/** Decodes every escape; unlike `decodeURIComponent` it accepts malformed ones. */
function decodeEscapes(text: string): string {
  return text.replace(/%[\da-f]{2}/gi, (escaped) =>
    String.fromCharCode(Number.parseInt(escaped.slice(1), 16)),
  );
}
