import { join } from 'node:path';
import { pathOf } from '../certificates/pem.ts';

/** What is different about a Redis server; without any of it, it keeps nothing and lets everybody in. */
export interface RedisOptions {
  /** That of the default user. */
  readonly password?: string;
  /** A user beside the default one, with rules as `ACL SETUSER` takes them; the default user is off then. */
  readonly user?: { readonly name: string; readonly password: string; readonly rules: string };
  /** TLS alone, with the certificate for localhost that is its own authority. */
  readonly tls?: boolean;
  /** Keeps an append-only file, with an fsync for every write. */
  readonly appendOnly?: boolean;
  /** Bytes of memory, and what happens when they are used up. */
  readonly maxMemory?: { readonly bytes: number; readonly policy: string };
  /** How many numbered databases there are; 16, unless said. */
  readonly databases?: number;
  /** Further lines. */
  readonly lines?: readonly string[];
  /** It is a sentinel, which has no data. */
  readonly sentinel?: boolean;
  /** Files in its folder before it starts, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** PEM of the certificate that a server with TLS shows. */
export const CERTIFICATE = pathOf('localhost', 'crt');
const KEY = pathOf('localhost', 'key');

/** The text of the server's configuration file. */
export function configuration(options: RedisOptions, port: number, folder: string): string {
  const { password, user, tls, appendOnly, maxMemory, databases } = options;
  const lines = ['bind 127.0.0.1', `dir "${folder}"`, `pidfile "${join(folder, 'redis.pid')}"`];
  if (!options.sentinel) {
    lines.push('save ""', `appendonly ${appendOnly ? 'yes' : 'no'}`, 'appendfsync always');
    lines.push('repl-diskless-sync-delay 0');
    if (password) lines.push(`masterauth "${password}"`);
  }
  if (tls) {
    lines.push('port 0', `tls-port ${port}`, 'tls-auth-clients no', 'tls-replication yes');
    lines.push(`tls-ca-cert-file "${CERTIFICATE}"`);
    lines.push(`tls-cert-file "${CERTIFICATE}"`, `tls-key-file "${KEY}"`);
  } else {
    lines.push(`port ${port}`);
  }
  if (password) lines.push(`requirepass "${password}"`);
  if (user)
    lines.push('user default off', `user ${user.name} on ">${user.password}" ${user.rules}`);
  if (maxMemory) {
    lines.push(`maxmemory ${maxMemory.bytes}`, `maxmemory-policy ${maxMemory.policy}`);
  }
  if (databases) lines.push(`databases ${databases}`);
  return `${[...lines, ...(options.lines ?? [])].join('\n')}\n`;
}
