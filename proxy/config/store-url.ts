import { isHost, withoutBrackets } from './host-name.ts';
import { InvalidValueError, type Rule } from './value-rules.ts';

/** A Redis or Valkey server and the credentials for it; `username` is undefined for the default user. */
export type RedisAddress = ReturnType<typeof redisAddress>;

const ENCODE = 'characters such as # / ? @ % in a user name or password must be percent-encoded';

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text) || undefined;
  } catch {
    throw new InvalidValueError(`has a % that encodes nothing: ${ENCODE}`);
  }
}

/**
 * Parses `redis://` and `rediss://` (TLS) URLs: `[user:password@]host[:port][/database]`. This is the form registered
 * with IANA without its query, because clients differ in what a query means.
 */
export function redisAddress(text: string) {
  if (!URL.canParse(text)) throw new InvalidValueError(`is not a URL: ${ENCODE}`);
  const url = new URL(text);
  if (url.search || url.hash)
    throw new InvalidValueError(`must not have a query or a fragment: ${ENCODE}`);
  const host = withoutBrackets(url.hostname);
  if (!isHost(host, { underscores: true })) {
    throw new InvalidValueError('must name a host, by its name or IP address');
  }
  if (url.port === '0')
    throw new InvalidValueError('must have a port from 1 to 65535, or none for 6379');
  if (!/^(\/(\d|1[0-5])?)?$/.test(url.pathname)) {
    throw new InvalidValueError(
      'must end in a database number from 0 to 15, such as /0, or after the host',
    );
  }
  const username = decode(url.username);
  const password = decode(url.password);
  if (username !== undefined && password === undefined) {
    throw new InvalidValueError(
      'has a user name without a password: user:password@, or :password@ alone',
    );
  }
  const tls = url.protocol === 'rediss:';
  const database = Number(url.pathname.slice(1));
  return { host, port: Number(url.port || 6379), tls, username, password, database };
}

/** Where sessions are kept. */
export const storeUrl: Rule<string> = (text) => {
  if (text === 'sqlite:') return text;
  if (!/^rediss?:\/\//i.test(text)) {
    throw new InvalidValueError('must be sqlite: or begin with redis:// or rediss://');
  }
  redisAddress(text);
  return text;
};
