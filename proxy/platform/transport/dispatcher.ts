import { type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import type { OutboundProxies } from '../../config/outbound-proxies.ts';
import { createConnector } from './connector.ts';

export interface DispatcherOptions {
  /** Milliseconds for connecting, and for each part of a response. */
  timeoutMs: number;
  outboundProxies: OutboundProxies;
  /**
   * The only origin of the requests, if it is reached without an outbound proxy; saves the search for its connections.
   */
  directOrigin?: string | undefined;
  /** Whether each request gets a connection of its own. */
  singleUse?: boolean;
  /** Connections to one origin; 128 by default. */
  maxConnections?: number | undefined;
  /** `false` accepts every certificate; only for requests without secrets. */
  rejectUnauthorized?: boolean;
}

/** Creates a dispatcher for HTTP/1.1 that uses an outbound proxy if one is configured for the origin. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { timeoutMs, outboundProxies, singleUse = false, rejectUnauthorized = true } = options;
  const limits = {
    // A dead HTTP/2 connection fails all its requests: a request that times out ends its stream alone.
    allowH2: false,
    connections: options.maxConnections ?? 128,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    ...(singleUse && { pipelining: 0 }),
  };
  const direct = {
    ...limits,
    connect: createConnector({ timeoutMs, rejectUnauthorized }),
    connectTimeout: timeoutMs,
  };
  if (options.directOrigin !== undefined) return new Pool(options.directOrigin, direct);
  return new EnvHttpProxyAgent({
    ...outboundProxies,
    ...direct,
    requestTls: { allowH2: false, rejectUnauthorized },
    proxyTls: { allowH2: false, autoSelectFamilyAttemptTimeout: Math.ceil(timeoutMs / 4) },
    // Without these two, undici ignores the limits for connections to and through an outbound proxy.
    factory: (origin, pool) => new Pool(origin, { ...pool, ...limits }),
    clientFactory: (origin, pool) => new Pool(origin, { ...pool, ...limits }),
  });
}
