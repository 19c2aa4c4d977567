import { isLoopback } from '../../shared/loopback.ts';
import { PLAIN_HTTP_HOSTS } from '../domain/proxy-address.ts';
import { parseTypedAddress } from './typed-address.ts';

/** Why something can't be used as a proxy's address as it was typed. */
export type AddressProblem =
  | 'not_an_address'
  | 'credentials'
  | 'port'
  | 'ipv6_brackets'
  | 'scheme_missing'
  | 'https_needed'
  | 'misspelled'
  | 'path_not_used';

/**
 * The address as the user meant it, or why it can't be used as typed, with a better one where that is
 * clear. `pathNotUsed` is set where the suggestion also leaves out a path, query or fragment.
 */
export type ParsedAddress =
  | { ok: true; address: string }
  | { ok: false; reason: AddressProblem; suggestion: string | null; pathNotUsed?: true };

/** Addresses on which a server listens, but to which no browser should connect. */
const UNSPECIFIED_HOSTS = ['0.0.0.0', '[::]'];

/**
 * Reads what was typed as a proxy's address: an origin (RFC 6454 section 4), at most with a slash after
 * it. Anything that would have to be left out or corrected is a problem, with the result as suggestion.
 * Plain http is accepted for this computer alone.
 */
export function parseAddress(typed: string): ParsedAddress {
  const parts = parseTypedAddress(typed.trim());
  if (!parts) return problem('not_an_address');
  const { scheme, hasCredentials, hasPath } = parts;
  const authority = withBrackets(parts.authority);
  const [host = '', port] = splitPort(authority);
  if (!isHost(host)) return problem('not_an_address');
  if (port !== null && !isPort(port)) return problem('port');
  const isLocal = isThisComputer(new URL(`https://${host}`).hostname);
  const url = new URL(`${scheme ?? (isLocal ? 'http' : 'https')}://${authority}`);
  const address = usableAt(url);
  const reason: AddressProblem | null = hasCredentials
    ? 'credentials'
    : authority !== parts.authority
      ? 'ipv6_brackets'
      : scheme === null
        ? 'scheme_missing'
        : address !== url.origin
          ? 'https_needed'
          : parts.isCorrected || isRewritten(host, url)
            ? 'misspelled'
            : hasPath
              ? 'path_not_used'
              : null;
  if (reason === null) return { ok: true, address };
  const isSaid = !hasPath || reason === 'path_not_used';
  return { ...problem(reason, address), ...(!isSaid && { pathNotUsed: true }) };
}

/** The origin at which a proxy can be used that is meant by `url`. */
function usableAt({ protocol, hostname, host, port, origin }: URL): string {
  if (protocol === 'https:' || PLAIN_HTTP_HOSTS.includes(hostname)) return origin;
  return isThisComputer(hostname) ? `http://localhost${port && `:${port}`}` : `https://${host}`;
}

function isThisComputer(hostname: string): boolean {
  return isLoopback(hostname) || UNSPECIFIED_HOSTS.includes(hostname);
}

/** An IPv6 address without its brackets gets them; where it ends like a port, that is one. */
function withBrackets(authority: string): string {
  if (authority.includes('[') || authority.split(':').length < 3) return authority;
  const [, address = '', port = ''] = /^(.+):(\d{2,5})$/u.exec(authority) ?? [];
  if (isHost(`[${address}]`) && Number(port) >= 80) return `[${address}]:${port}`;
  return isHost(`[${authority}]`) ? `[${authority}]` : authority;
}

/** `port` is `null` where there is no colon, or nothing after it. */
function splitPort(authority: string): [host: string, port: string | null] {
  const [, host = authority, port = ''] = /^(\[[^\]]*\]|[^:[]+):([^:]*)$/u.exec(authority) ?? [];
  return [host, port === '' ? null : port];
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/u.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

/** Whether `host` can stand in a URL and in a host pattern. A number alone would be an IPv4 address (WHATWG URL, 3.5). */
function isHost(host: string): boolean {
  if (/^(?:\d+|0x[\da-f]*)$/iu.test(host) || !URL.canParse(`https://${host}`)) return false;
  const { hostname, href } = new URL(`https://${host}`);
  if (href !== `https://${hostname}/`) return false;
  return /^(?:[\w-]+(?:\.[\w-]+)*|\[[\da-f:.]+\])$/u.test(hostname);
}

/** Whether the URL parser makes another name of an ASCII one, as of `127.1` or of percent-encoded letters. */
function isRewritten(host: string, { hostname }: URL): boolean {
  return /^[!-~]+$/u.test(host) && !host.startsWith('[') && host !== hostname;
}

function problem(reason: AddressProblem, suggestion: string | null = null): ParsedAddress {
  return { ok: false, reason, suggestion };
}
