import { type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import type { OutboundProxies } from '../config/outbound-proxies.ts';
import { createConnector } from './connector.ts';

export interface DispatcherOptions {
  /** Milliseconds for connecting, and for each part of a response. */
  timeoutMs: number;
  outboundProxies: OutboundProxies;
  /** Whether each request gets a connection of its own. */
  singleUse?: boolean;
  /** Further requests wait, within their own time limit; 128 unless set. */
  maxConnections?: number;
  /** `false` accepts every certificate; only for a look at a server to which nothing secret is sent. */
  rejectUnauthorized?: boolean;
}

/** A dispatcher over HTTP/1.1 that goes through an outbound proxy where one is configured. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { timeoutMs, outboundProxies, singleUse = false, rejectUnauthorized = true } = options;
  const { maxConnections = 128 } = options;
  const limits = {
    // A dead HTTP/2 connection would take every request with it: giving one up ends its stream alone.
    allowH2: false,
    connections: maxConnections,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    ...(singleUse && { pipelining: 0 }),
  };
  return new EnvHttpProxyAgent({
    ...outboundProxies,
    ...limits,
    connect: createConnector({ timeoutMs, rejectUnauthorized }),
    connectTimeout: timeoutMs,
    requestTls: { allowH2: false, rejectUnauthorized },
    proxyTls: { allowH2: false, autoSelectFamilyAttemptTimeout: Math.ceil(timeoutMs / 4) },
    // Without these two, connections to and through an outbound proxy would be kept and wait longer.
    factory: (origin, pool) => new Pool(origin, { ...pool, ...limits }),
    clientFactory: (origin, pool) => new Pool(origin, { ...pool, ...limits }),
  });
}
