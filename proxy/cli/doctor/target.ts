import { isLoopback } from '../../../shared/loopback.ts';

/** The proxy to check. */
export type Target = NonNullable<ReturnType<typeof readTarget>>;

/** Null unless the text is an http or https URL without credentials. */
export function readHttpUrl(text: string): URL | null {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) && !url.username && !url.password ? url : null;
}

/** The target at an http or https URL, whose path is ignored; undefined for any other text. */
export function readTarget(text: string) {
  const url = readHttpUrl(text);
  if (!url) return undefined;
  const https = url.protocol === 'https:';
  return {
    origin: url.origin,
    hostname: url.hostname,
    port: Number(url.port || (https ? 443 : 80)),
    onDefaultPort: url.port === '',
    https,
    loopback: isLoopback(url.hostname),
  };
}
