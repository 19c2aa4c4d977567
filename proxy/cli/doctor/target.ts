import { isLoopback } from '../../../shared/loopback.ts';

/** The proxy that is looked at. */
export interface Target {
  /** The origin that was given. */
  origin: string;
  hostname: string;
  port: number;
  /** Whether the port is the usual one of the scheme. */
  onDefaultPort: boolean;
  https: boolean;
  loopback: boolean;
}

/** Null where the text is no http or https URL, or one that carries a password. */
export function readHttpUrl(text: string): URL | null {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) && !url.username && !url.password ? url : null;
}

/** Undefined where the text is no http or https origin; a path behind it is passed over. */
export function readTarget(text: string): Target | undefined {
  const url = readHttpUrl(text);
  if (!url) return undefined;
  const https = url.protocol === 'https:';
  return {
    origin: url.origin,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (https ? 443 : 80)),
    onDefaultPort: url.port === '',
    https,
    loopback: isLoopback(url.hostname),
  };
}
