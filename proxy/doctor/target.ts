import { isLoopback } from '../../shared/loopback.ts';

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

/** Undefined where the text is no http or https origin; a path behind it is passed over. */
export function readTarget(text: string): Target | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined;
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
