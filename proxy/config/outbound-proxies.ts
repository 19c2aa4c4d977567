import { EnvHttpProxyAgent } from 'undici';

/** The URLs of outbound proxies and the hosts that are reached without one, in the form that undici expects; empty for none. */
export interface OutboundProxies {
  httpProxy: string;
  httpsProxy: string;
  noProxy: string;
}

export const NO_OUTBOUND_PROXIES: OutboundProxies = { httpProxy: '', httpsProxy: '', noProxy: '' };

/**
 * Returns the `host:port` of the outbound proxy through which an origin is reached; undefined for a direct connection.
 * The result comes from undici itself, so that it agrees with the requests that are made.
 */
export function outboundProxyFor(origin: string, proxies: OutboundProxies): string | undefined {
  const uri = (origin.startsWith('https:') && proxies.httpsProxy) || proxies.httpProxy;
  if (!uri) return undefined;
  let isDirect = false;
  const connect = () => {};
  const agent = new EnvHttpProxyAgent({
    ...proxies,
    connect,
    factory(_origin, pool) {
      isDirect = (pool as { connect?: unknown }).connect === connect;
      throw new Error('no request is made');
    },
  });
  agent.dispatch({ origin, path: '/', method: 'GET' }, { onResponseError() {} });
  if (isDirect) return undefined;
  const { hostname, port, protocol } = new URL(uri);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}
