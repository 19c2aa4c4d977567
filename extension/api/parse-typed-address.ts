import { isLoopback } from '../../shared/loopback.ts';
import { PLAIN_HTTP_HOSTS } from '../domain/proxy-address.ts';
import { correctTypedAddress } from './correct-typed-address.ts';

/** Why a typed text cannot be used as a proxy's address. */
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
 * The address, or why the text cannot be used, with a suggestion if it is clear what was meant. `pathNotUsed`
 * is set if the suggestion also leaves out a path, query or fragment.
 */
export type ParsedAddress =
  | { ok: true; address: string }
  | { ok: false; reason: AddressProblem; suggestion: string | null; pathNotUsed?: true };

/** Addresses to listen on, to which no browser should connect. */
const UNSPECIFIED_HOSTS = ['0.0.0.0', '[::]'];

/**
 * Parses a typed address: an origin (RFC 6454 section 4), with or without a slash after it. Nothing is dropped
 * or corrected silently: the result of that is a suggestion. Plain http is accepted for this computer only.
 */
export function parseTypedAddress(typed: string): ParsedAddress {
  const parts = correctTypedAddress(typed.trim());
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

/** The origin of `url` as it can be used for a proxy: https, or http on this computer. */
function usableAt({ protocol, hostname, host, port, origin }: URL): string {
  if (protocol === 'https:' || PLAIN_HTTP_HOSTS.includes(hostname)) return origin;
  return isThisComputer(hostname) ? `http://localhost${port && `:${port}`}` : `https://${host}`;
}

function isThisComputer(hostname: string): boolean {
  return isLoopback(hostname) || UNSPECIFIED_HOSTS.includes(hostname);
}

/** Adds missing brackets to an IPv6 address. What looks like a port at its end is one. */
function withBrackets(authority: string): string {
  if (authority.includes('[') || authority.split(':').length < 3) return authority;
  const [, address = '', port = ''] = /^(.+):(\d{2,5})$/u.exec(authority) ?? [];
  if (isHost(`[${address}]`) && Number(port) >= 80) return `[${address}]:${port}`;
  return isHost(`[${authority}]`) ? `[${authority}]` : authority;
}

/** `port` is `null` without a colon or without anything after it. */
function splitPort(authority: string): [host: string, port: string | null] {
  const [, host = authority, port = ''] = /^(\[[^\]]*\]|[^:[]+):([^:]*)$/u.exec(authority) ?? [];
  return [host, port === '' ? null : port];
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/u.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

/** Whether `host` is valid in a URL and in a host pattern. A number alone would be an IPv4 address (WHATWG URL section 3.5). */
function isHost(host: string): boolean {
  if (/^(?:\d+|0x[\da-f]*)$/iu.test(host) || !URL.canParse(`https://${host}`)) return false;
  const { hostname, href } = new URL(`https://${host}`);
  if (href !== `https://${hostname}/`) return false;
  return /^(?:[\w-]+(?:\.[\w-]+)*|\[[\da-f:.]+\])$/u.test(hostname);
}

/** Whether the URL parser changes an ASCII name, such as `127.1` or percent-encoded letters. */
function isRewritten(host: string, { hostname }: URL): boolean {
  return /^[!-~]+$/u.test(host) && !host.startsWith('[') && host !== hostname;
}

function problem(reason: AddressProblem, suggestion: string | null = null): ParsedAddress {
  return { ok: false, reason, suggestion };
}
