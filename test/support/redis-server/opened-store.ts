import { onTestFinished } from 'vitest';
import { openRedisStore, type RedisStoreOptions } from '../../../proxy/store/redis-store.ts';
import type { SessionStore } from '../../../proxy/store/session-store.ts';
import type { RedisOptions } from './configuration.ts';
import { RedisServer } from './redis-server.ts';

/** A store, and what it has told its operator. */
export interface OpenedStore {
  store: SessionStore;
  warnings: string[];
  recoveries: string[];
}

/** A server that is gone when the test has finished. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const server = await RedisServer.start(options);
  onTestFinished(() => server.close());
  return server;
}

/** A store that is closed when the test has finished. */
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
