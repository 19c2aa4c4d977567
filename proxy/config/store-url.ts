import { isHost, withoutBrackets } from './host-name.ts';
import { InvalidValueError, type Rule } from './value-rules.ts';

/** A kind of session store, as log lines and messages name it. */
export type StoreKind = 'SQLite' | RedisKind;

export type RedisKind = 'Redis' | 'Redis Cluster' | 'Redis Sentinel';

export interface RedisHost {
  /** A name or an IP address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** How to reach Redis or Valkey, and the credentials; `username` is undefined for the default user. */
export interface RedisAddress {
  readonly kind: RedisKind;
  /** The server, or some nodes of the cluster, or the sentinels. */
  readonly hosts: readonly [RedisHost, ...RedisHost[]];
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
  /** The name that the sentinels have for the primary; undefined for the other kinds. */
  readonly primaryName: string | undefined;
}

const ENCODE = 'characters such as # / ? @ % in a user name or password must be percent-encoded';

/** The example of each kind, as the configuration error shows it. */
const EXAMPLES: Readonly<Record<RedisKind, string>> = {
  Redis: 'rediss://:password@redis.example.com:6379/0',
  'Redis Cluster': 'rediss-cluster://:password@a.example.com:6379,b.example.com:6379',
  'Redis Sentinel': 'rediss-sentinel://:password@a.example.com:26379,b.example.com:26379/mymaster',
};

/** The kind of store that a valid `STORE_URL` names. */
export function storeKind(url: string): StoreKind {
  if (url === 'sqlite:') return 'SQLite';
  if (/^rediss?-cluster:/i.test(url)) return 'Redis Cluster';
  return /^rediss?-sentinel:/i.test(url) ? 'Redis Sentinel' : 'Redis';
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text) || undefined;
  } catch {
    throw new InvalidValueError(`has a % that encodes nothing: ${ENCODE}`);
  }
}

type ParsedServer = ReturnType<typeof parseServer>;

/** Parses `[user:password@]host[:port][/path]`. */
function parseServer(text: string, defaultPort: number) {
  if (!URL.canParse(`redis://${text}`)) throw new InvalidValueError(`is not a URL: ${ENCODE}`);
  const url = new URL(`redis://${text}`);
  if (url.search || url.hash)
    throw new InvalidValueError(`must not have a query or a fragment: ${ENCODE}`);
  const host = withoutBrackets(url.hostname);
  if (!isHost(host, { underscores: true })) {
    throw new InvalidValueError('must name a host, by its name or IP address');
  }
  if (url.port === '0')
    throw new InvalidValueError(`must have a port from 1 to 65535, or none for ${defaultPort}`);
  const username = decode(url.username);
  const password = decode(url.password);
  if (username !== undefined && password === undefined) {
    throw new InvalidValueError(
      'has a user name without a password: user:password@, or :password@ alone',
    );
  }
  const port = Number(url.port || defaultPort);
  return { server: { host, port }, username, password, path: url.pathname };
}

/** What follows the hosts: a form, and what the configuration error says of another one. */
const PATHS: Readonly<Record<RedisKind, [form: RegExp, problem: string]>> = {
  Redis: [
    /^(?:\/(?<database>\d|1[0-5])?)?$/,
    'must end in a database number from 0 to 15, such as /0, or after the host',
  ],
  'Redis Cluster': [/^\/?$/, 'must end after the last host: a cluster has no database numbers'],
  'Redis Sentinel': [
    /^\/(?<name>[\w.-]+)(?:\/(?<database>\d|1[0-5])?)?$/,
    'must end in the name that the sentinels have for the primary, such as /mymaster, and may add a database number from 0 to 15, such as /mymaster/0',
  ],
};

/**
 * Parses `redis://[user:password@]host[:port][/database]`, `redis-cluster://[user:password@]host[:port],…` and
 * `redis-sentinel://[user:password@]host[:port],…/NAME[/database]`; with `rediss` instead of `redis` for TLS. The
 * first is the form registered with IANA without its query, because clients differ in what a query means.
 * @throws {InvalidValueError}
 */
export function redisAddress(url: string): RedisAddress {
  const kind = storeKind(url) as RedisKind;
  const [, login = '', list = '', rest = ''] =
    /^[^:]*:\/\/([^/?#]*@)?([^/?#]*)(.*)$/s.exec(url) ?? [];
  const defaultPort = kind === 'Redis Sentinel' ? 26379 : 6379;
  const hosts = kind === 'Redis' ? [list] : list.split(',');
  const [first, ...others] = hosts.map((host) => parseServer(login + host + rest, defaultPort)) as [
    ParsedServer,
    ...ParsedServer[],
  ];
  const [form, problem] = PATHS[kind];
  const path = form.exec(first.path);
  if (!path) throw new InvalidValueError(problem);
  return {
    kind,
    hosts: [first.server, ...others.map(({ server }) => server)],
    tls: /^rediss/i.test(url),
    username: first.username,
    password: first.password,
    database: Number(path.groups?.database ?? 0),
    primaryName: path.groups?.name,
  };
}

/** Where sessions are kept. */
export const storeUrl: Rule<string> = (text) => {
  if (text === 'sqlite:') return text;
  if (!/^rediss?(-cluster|-sentinel)?:\/\//i.test(text)) {
    throw new InvalidValueError(
      'must be sqlite: or begin with redis:// or rediss://, redis-cluster:// or redis-sentinel://',
      EXAMPLES.Redis,
    );
  }
  try {
    redisAddress(text);
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
    throw new InvalidValueError(error.message, EXAMPLES[storeKind(text) as RedisKind]);
  }
  return text;
};
