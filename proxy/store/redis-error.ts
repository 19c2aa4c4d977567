/** What each code means to an operator; any other code means "failed". */
const MEANINGS: readonly [code: RegExp, meaning: string][] = [
  [/^(WRONGPASS|NOAUTH)$/, 'refuses the user name or password'],
  [/^NOPERM$/, 'does not permit this user what the proxy needs'],
  [/^LOADING$/, 'is still loading its data'],
  [/^(READONLY|NOREPLICAS|MISCONF)$/, 'takes no writes'],
  [/^OOM$/, 'has no memory left'],
  [/^TIMEOUT$/, 'does not answer in time'],
  [/^(ERR|EXECABORT)$/, 'refuses a command'],
  [/CERT|SIGNATURE|ALTNAME|CRL/, 'shows a certificate that cannot be verified'],
  [/^(E[A-Z_]+|CLOSED)$/, 'cannot be reached'],
];

/**
 * Why a Redis command failed: a code and a sentence. It has no cause and quotes nothing, since the library's errors
 * contain the failed command with the password or a session record.
 */
export class RedisError extends Error {
  /** The first word of Redis' error, an error code of the system, `TIMEOUT` or `CLOSED`. */
  readonly code: string;

  constructor(code: string) {
    const [, meaning = 'failed'] = MEANINGS.find(([pattern]) => pattern.test(code)) ?? [];
    super(`Redis ${meaning} (${code})`);
    this.name = 'RedisError';
    this.code = code;
  }
}

/** Converts an error of the library or its socket. */
export function toRedisError(error: unknown): RedisError {
  if (error instanceof RedisError) return error;
  if (!(error instanceof Error)) return new RedisError('CLOSED');
  if (error.name === 'ReplyError')
    return new RedisError(/^[A-Z]+/.exec(error.message)?.[0] ?? 'ERR');
  if (/^(Command timed out|Socket timeout)/.test(error.message)) return new RedisError('TIMEOUT');
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ETIMEDOUT') return new RedisError('TIMEOUT');
  return new RedisError(typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : 'CLOSED');
}
