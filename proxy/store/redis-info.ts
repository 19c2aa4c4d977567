import type { RedisKind } from '../config/store-url.ts';

/** The fields of a reply to `INFO` by name; empty if the server does not permit the command. */
export type ServerInfo = ReadonlyMap<string, string>;

export function parseInfo(text: string): ServerInfo {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}

/** @returns the code of the `RedisError` if the server cannot serve as what `STORE_URL` says it is */
export function obstacleIn(info: ServerInfo, kind: RedisKind): string | undefined {
  if (info.get('loading') === '1') return 'LOADING';
  if (kind === 'Redis' && info.get('redis_mode') === 'cluster') return 'CLUSTER';
  if (kind === 'Redis' && info.get('redis_mode') === 'sentinel') return 'SENTINEL';
  // Sentinels name the former primary until they agree on another one.
  if (kind === 'Redis Sentinel' && info.get('role') === 'slave') return 'READONLY';
  return undefined;
}

/** Sentences about settings of a Redis server that can lose sessions, as far as `INFO` shows them. */
export function durabilityWarnings(info: ServerInfo, kind: RedisKind = 'Redis'): string[] {
  const warnings: string[] = [];
  if (info.get('aof_enabled') === '0') {
    warnings.push(
      `${kind} keeps no append-only file: a restart of it can sign people out. Set appendonly yes.`,
    );
  }
  const policy = info.get('maxmemory_policy') ?? 'noeviction';
  if (Number(info.get('maxmemory') ?? 0) > 0 && policy !== 'noeviction') {
    warnings.push(
      `${kind} throws sessions away when its memory is full (maxmemory-policy ${policy}). Set maxmemory-policy noeviction.`,
    );
  }
  return warnings;
}
