import { onTestFinished } from 'vitest';
import { openRedisStore, type RedisStoreOptions } from '../../../proxy/store/redis-store.ts';
import type { SessionStore } from '../../../proxy/store/session-store.ts';
import type { RedisOptions } from './configuration.ts';
import { RedisServer } from './redis-server.ts';

/** A store, and its reports. */
export interface OpenedStore {
  store: SessionStore;
  warnings: string[];
  recoveries: string[];
}

/** Starts a server for the current test. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const server = await RedisServer.start(options);
  onTestFinished(() => server.close());
  return server;
}

/** Opens a store for the current test. */
export function openStore(url: string, tls?: RedisStoreOptions['tls']): OpenedStore {
  const warnings: string[] = [];
  const recoveries: string[] = [];
  const store = openRedisStore(url, {
    onWarning: (sentence) => warnings.push(sentence),
    onRecovery: (sentence) => recoveries.push(sentence),
    ...(tls && { tls }),
  });
  onTestFinished(() => store.close());
  return { store, warnings, recoveries };
}

/** Starts a server for the current test and opens a store on it. */
export async function redisStore(
  options: RedisOptions = {},
): Promise<OpenedStore & { server: RedisServer }> {
  const server = await startRedis(options);
  return { server, ...openStore(server.url) };
}

/** Kinds of outages: how one begins, and how it ends. */
export const OUTAGES: readonly [
  name: string,
  begin: (server: RedisServer) => unknown,
  end: (server: RedisServer) => unknown,
][] = [
  ['killed', (server) => server.stop('SIGKILL'), (server) => server.start()],
  ['suspended', (server) => server.pause(), (server) => server.resume()],
];
