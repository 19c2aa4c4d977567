import type { RedisKind } from '../config/store-url.ts';

/** What each code means to an operator; any other code means "failed". */
const MEANINGS: readonly [code: RegExp, meaning: string][] = [
  [/^(WRONGPASS|NOAUTH)$/, 'refuses the user name or password'],
  [/^NOPERM$/, 'does not permit this user what the proxy needs'],
  [/^LOADING$/, 'is still loading its data'],
  [/^(READONLY|NOREPLICAS|MISCONF)$/, 'takes no writes'],
  [/^OOM$/, 'has no memory left'],
  [/^TIMEOUT$/, 'does not answer in time'],
  [/^CLUSTERDOWN$/, 'has lost so many nodes that it serves nothing'],
  [/^(CLUSTER|CROSSSLOT|MOVED)$/, 'is a cluster: begin STORE_URL with redis-cluster://'],
  [/^SENTINEL$/, 'is a sentinel: begin STORE_URL with redis-sentinel://'],
  [/^NOCLUSTER$/, 'is no cluster: begin STORE_URL with redis://'],
  [/^NOPRIMARY$/, 'knows no primary of the name at the end of STORE_URL'],
  [/^NOSENTINEL$/, 'is no sentinel: begin STORE_URL with redis:// or redis-cluster://'],
  [/^(ERR|EXECABORT)$/, 'refuses a command'],
  [/CERT|SIGNATURE|ALTNAME|CRL/, 'shows a certificate that cannot be verified'],
  [/^(E[A-Z_]+|CLOSED)$/, 'cannot be reached'],
];

/**
 * Why a Redis command failed: a code and a sentence. It has no cause and quotes nothing, since the library's errors
 * contain the failed command with the password or a session record.
 */
export class RedisError extends Error {
  /** The first word of Redis' error, an error code of the system, or one of ours, such as `TIMEOUT` or `CLOSED`. */
  readonly code: string;

  constructor(code: string, kind: RedisKind = 'Redis') {
    const [, meaning = 'failed'] = MEANINGS.find(([pattern]) => pattern.test(code)) ?? [];
    super(`${kind} ${meaning} (${code})`);
    this.name = 'RedisError';
    this.code = code;
  }
}

/** Texts of the library's errors and what they mean. */
const TEXTS: readonly [text: RegExp, code: string][] = [
  [/cluster support disabled/, 'NOCLUSTER'],
  [/No such master|got an invalid reply/, 'NOPRIMARY'],
  [/unknown command .?sentinel/i, 'NOSENTINEL'],
  [/^(Command timed out|Socket timeout|timeout$)|because Command timed out/, 'TIMEOUT'],
];

/** Converts an error of the library or its socket. */
export function toRedisError(error: unknown, kind: RedisKind = 'Redis'): RedisError {
  return error instanceof RedisError ? error : new RedisError(codeOf(error), kind);
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'CLOSED';
  // The error of a cluster none of whose nodes could be used.
  if ('lastNodeError' in error) return codeOf(error.lastNodeError);
  const [, known] = TEXTS.find(([text]) => text.test(error.message)) ?? [];
  if (known) return known;
  if (error.name === 'ReplyError') return /^[A-Z]+/.exec(error.message)?.[0] ?? 'ERR';
  // The library quotes the error of a sentinel, and the last error of a command that was redirected too often.
  const [, quoted] = /(?: because|ReplyError:) ([A-Z]{3,}) /.exec(error.message) ?? [];
  if (quoted) return quoted;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ETIMEDOUT') return 'TIMEOUT';
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : 'CLOSED';
}
