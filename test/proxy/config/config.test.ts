import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../../proxy/config/config.ts';
import { pemOf } from '../../support/certificates/pem.ts';
import { WORKING_ENV } from '../../support/proxy/exit.ts';

const key = () => randomBytes(32).toString('base64url');

/** Reads a working configuration with other settings; its files all have the same content. */
function read(env: Record<string, string>, file = '') {
  return readConfig({ ...WORKING_ENV, ...env }, () => file);
}

function errorOf(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

const KEY = pemOf('localhost', 'key');
const TLS_FILES = { TLS_CERT_FILE: '/a.pem', TLS_KEY_FILE: '/b.pem' };

/** Settings, what is wrong with them, and values of which this is true. */
const WRONG: [name: string, problem: RegExp, ...values: string[]][] = [
  ['PLATFORM_URL', /is missing/, ''],
  ['PLATFORM_URL', /is not a URL/, 'api.kr777.top'],
  ['PLATFORM_URL', /use https/, 'http://a.example', 'http://localhost.evil.example', 'ftp://a'],
  ['PLATFORM_URL', /user name or password/, 'https://me:pa55word@api.kr777.top'],
  ['PLATFORM_URL', /must be an origin/, 'https://api.kr777.top/api'],
  ['OAUTH_CLIENT_ID', /is missing/, ''],
  ['OAUTH_CLIENT_ID', /printable ASCII/, 'cliënt'],
  ['OAUTH_CLIENT_SECRET', /is missing/, ''],
  ['OAUTH_CLIENT_SECRET', /printable ASCII/, 'pa55\nword'],
  ['OAUTH_REDIRECT_URI', /is missing/, ''],
  ['OAUTH_REDIRECT_URI', /is not a URL/, 'wallet'],
  ['OAUTH_REDIRECT_URI', /\/oauth\/callback/, 'https://wallet.example.com/'],
  ['OAUTH_REDIRECT_URI', /nothing after it/, 'https://wallet.example.com/oauth/callback?a=b'],
  ['OAUTH_REDIRECT_URI', /fragment/, 'https://wallet.example.com/oauth/callback#a'],
  ['OAUTH_SCOPE', /one space/, 'profile  balance', '"profile"'],
  ['OAUTH_PKCE', /must be one of on, off/, 'yes'],
  ['SESSION_KEYS', /key 1 is not/, 'pa55word'],
  ['SESSION_KEYS', /key 2 is not/, `${key()},${'A'.repeat(42)}`, `${key()},`],
  ['STORE_URL', /must be sqlite:/, 'postgres://me:pa55word@db/x', 'sqlite:///tmp/sessions'],
  ['STORE_URL', /must end in a database number/, 'redis://me:12/pa55@db'],
  ['STORE_URL', /must be sqlite: or begin with redis:\/\/ or rediss:\/\//, 'redis:db'],
  ['STORE_URL', /must name a host/, 'redis://', 'redis:///0', 'redis://:pa55word@-db'],
  ['STORE_URL', /is not a URL/, 'redis://:pa55word@', 'redis://:pa55word@db:65536'],
  ['STORE_URL', /is not a URL: .* percent-encoded/, 'redis://:pa55#word@db'],
  ['STORE_URL', /port from 1 to 65535/, 'redis://:pa55word@db:0'],
  ['STORE_URL', /has a % that encodes nothing/, 'rediss://:pa55%zz@db'],
  ['STORE_URL', /a user name without a password/, 'rediss://pa55@db'],
  ['STORE_URL', /from 0 to 15/, 'redis://:pa55word@db/16', 'redis://db/cache', 'redis://db/1/2'],
  ['STORE_URL', /a query or a fragment/, 'redis://db/0?password=pa55word', 'redis://db/0#pa55'],
  ['STORE_URL', /must name a host/, 'redis-cluster://', 'redis-cluster://a:1,,b', 'redis://a,b'],
  ['STORE_URL', /is not a URL/, 'redis-cluster://:pa55@a:7000,b:99999', 'redis-cluster://a:1:2'],
  ['STORE_URL', /a query or a fragment/, 'redis-cluster://a,b?password=pa55'],
  ['STORE_URL', /no database numbers/, 'rediss-cluster://a,b/0', 'redis-cluster://me:1/pa55@a'],
  ['STORE_URL', /port from 1 to 65535, or none for 26379/, 'redis-sentinel://a,b:0/mymaster'],
  [
    'STORE_URL',
    /name that the sentinels/,
    'redis-sentinel://a',
    'redis-sentinel://a/',
    'redis-sentinel://a,b/my master',
  ],
  ['STORE_URL', /from 0 to 15, such as \/mymaster\/0/, 'redis-sentinel://a/mymaster/16'],
  ['STORE_URL', /a user name without a password/, 'rediss-sentinel://pa55@a,b/mymaster'],
  [
    'STORE_URL',
    /must be sqlite: or begin/,
    'redis+cluster://a',
    'redis-cluster:a',
    'redis-ring://a',
  ],
  ['HOST', /host name/, 'not a host'],
  ['HOST', /without port/, '127.0.0.1:80'],
  ['PORT', /whole number from 1 to 65535/, 'http', '0', '65536', '80.5'],
  ['TRUST_PROXY', /IP addresses/, 'true', '10.0.0.0/33', '0.0.0.0/0', '127.0.0.1,proxy.example'],
  ['PLATFORM_MOVED_FROM', /address 1 must use https/, 'http://old.example'],
  ['PLATFORM_MOVED_FROM', /address 2 is not a URL/, 'https://old.example,'],
  ['PLATFORM_MOVED_FROM', /2 must be an.*; .*3/, 'https://a.example,https://b.example/x,ftp://c'],
  ['PLATFORM_MOVED_FROM', /address 1 must not carry a user/, 'https://me:pa55@old.example'],
  ['EXTENSION_ORIGINS', /extension origins/, '*', 'https://evil.example'],
  ['EXTENSION_ORIGINS', /without a slash/, 'chrome-extension://abc/'],
  ['TOPUP_HOSTS', /host names/, 'https://pay.example.com', 'pay.example.com/path', '*'],
  ['USERINFO_MAX_AGE', /number from 0 to 3600/, '-1', 'long'],
  ['SESSION_IDLE_DAYS', /whole number from 1/, '0'],
  ['SESSION_MAX_DAYS', /whole number from 1 to 400/, '401'],
  ['RATE_LIMIT_SIGN_IN', /whole number/, 'many'],
  ['RATE_LIMIT_API', /whole number/, '1e3'],
  ['PLATFORM_TIMEOUT', /number from 0.1 to 120/, '0'],
  ['HTTPS_PROXY', /begin with http:\/\/ or https:\/\//, 'socks5://me:pa55word@proxy.example'],
  ['HTTPS_PROXY', /be the URL|end after the port/, 'http://me:pa55/word@proxy.example:3128'],
  ['HTTPS_PROXY', /a % that encodes nothing/, 'http://me:pa55%word@proxy.example:3128'],
  ['HTTPS_PROXY', /must be the URL of a proxy/, 'http://proxy.example:99999'],
  ['HTTP_PROXY', /must be the URL of a proxy/, 'http://'],
  ['HTTP_PROXY', /must be the URL|must end after the port/, 'http://me:pa55#word@proxy.example'],
  ['HSTS_MAX_AGE', /whole number from 0 to 315360000/, 'a year', '-1'],
  ['TLS_CERT_FILE', /cannot be read/, '/no/such/file'],
  ['TLS_KEY_FILE', /cannot be read/, '/no/such/file'],
  ['METRICS_PORT', /whole number from 1 to 65535/, 'metrics', '0'],
  ['LOG_LEVEL', /must be one of fatal/, 'loud'],
];

test.each(
  WRONG.flatMap(([name, problem, ...values]) =>
    values.map((value) => [name, value, problem] as const),
  ),
)('%s=%j is refused by name, with an example and without the value', (name, value, problem) => {
  const refusal = errorOf(() =>
    readConfig({ ...WORKING_ENV, [name]: value }, () => {
      throw new Error('no such file');
    }),
  );
  expect(refusal).toBeInstanceOf(ConfigError);
  const lines = refusal.message.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`  ${name} `));
  expect(lines[at]).toMatch(problem);
  expect(lines[at + 1]).toMatch(new RegExp(`^    Example: ${name}=.`));
  const named = lines.filter((line) => /^ {2}[A-Z]/.test(line) && !line.startsWith('  TLS_'));
  expect(named).toHaveLength(name.startsWith('TLS_') ? 0 : 1);
  expect(refusal.message).not.toContain('pa55');
});

describe('the callback address', () => {
  test.each([
    'http://wallet.example.com',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://10.0.0.1',
    'http://0.0.0.0:8787',
    'http://[::]:8787',
    'ws://wallet.example.com',
  ])('a callback at %s is refused: it needs https outside loopback [row 22]', (origin) => {
    expect(() => read({ OAUTH_REDIRECT_URI: `${origin}/oauth/callback` })).toThrow(
      /OAUTH_REDIRECT_URI must use https/,
    );
  });

  test.each([
    'https://wallet.example.com',
    'https://10.0.0.1:8443',
    'http://localhost:8787',
    'http://127.0.0.1:8787',
    'http://[::1]:8787',
  ])('a callback at %s is accepted [row 22]', (origin) => {
    const redirectUri = `${origin}/oauth/callback`;
    expect(read({ OAUTH_REDIRECT_URI: redirectUri }).redirectUri).toBe(redirectUri);
  });
});

test.each<[Record<string, string>, Partial<ReturnType<typeof readConfig>>]>([
  [
    {
      PLATFORM_URL: 'HTTPS://API.Example.com:443/',
      PLATFORM_MOVED_FROM: ' https://a.example/ ,HTTPS://A.example:443,https://api.example.com',
    },
    {
      platformUrl: 'https://api.example.com',
      platformMovedFrom: ['https://a.example', 'https://api.example.com'],
    },
  ],
  [{ METRICS_PORT: '9464' }, { metricsPort: 9464 }],
  [{ METRICS_PORT: '' }, { metricsPort: undefined }],
  [{ PLATFORM_TIMEOUT: '1.005' }, { platformTimeoutMs: 1_005 }],
  [{ PLATFORM_TIMEOUT: '0.12345' }, { platformTimeoutMs: 123 }],
  [
    { HTTPS_PROXY: 'http://a.example', https_proxy: 'http://b.example', no_proxy: 'x' },
    { outboundProxies: { httpProxy: '', httpsProxy: 'http://b.example/', noProxy: 'x' } },
  ],
  ...[
    'sqlite:',
    'redis://db',
    'redis://127.0.0.1:6380',
    'redis://[::1]:6379/0',
    'redis://sessions_redis:6379/15',
    'rediss://:p%2Fa%23ss@redis.example.com/3',
    'rediss://proxy:pass@redis.example.com:6380/',
    'redis-cluster://a,b:7001/',
    'rediss-sentinel://:pass@a,[::1]:26380/main.db-1/15',
  ].map((url) => [{ STORE_URL: url }, { storeUrl: url }] as [Record<string, string>, object]),
])('%j is read as %j', (env, config) => {
  expect(read(env)).toMatchObject(config);
});

test.each<[env: Record<string, string>, problem: RegExp, file?: string]>([
  [{ http_proxy: 'ftp://proxy.example' }, /^ {2}http_proxy must begin/m],
  [{ OAUTH_CLIENT_SECRET_FILE: '/x' }, /^ {2}OAUTH_CLIENT_SECRET .*both set/m],
  [{ STORE_URL_FILE: '/run/store' }, /^ {2}STORE_URL must end/m, 'redis://:pa55word@db/99\n'],
  [{ TLS_KEY_FILE: '/key.pem' }, /TLS_CERT_FILE is missing: TLS_KEY_FILE is set/, KEY],
  [TLS_FILES, /TLS_CERT_FILE names a file that is not a PEM certificate/, 'pa55'],
  [TLS_FILES, /TLS_KEY_FILE names a file that is not a PEM private key/, 'pa55'],
  [{ METRICS_PORT: '8787' }, /^ {2}METRICS_PORT is the same as PORT/m],
  [{ PORT: '9464', METRICS_PORT: '9464' }, /^ {2}METRICS_PORT is the same as PORT/m],
])('%j is refused: %s', (env, problem, file) => {
  const { message } = errorOf(() => read(env, file));
  expect(message).toMatch(problem);
  expect(message).not.toContain('pa55');
});

test('NAME_FILE is the path of a file with the value', () => {
  const { OAUTH_CLIENT_SECRET: _, ...env } = WORKING_ENV;
  const files: Record<string, string> = {
    OAUTH_CLIENT_SECRET_FILE: 'from-a-file\n',
    SESSION_KEYS_FILE: `${key()},${key()}\n`,
    STORE_URL_FILE: 'redis://:secret@db/1\n',
  };
  const paths = Object.fromEntries(Object.keys(files).map((name) => [name, name]));
  const config = readConfig({ ...env, ...paths }, (path) => files[path] ?? '');
  expect(config.clientSecret).toBe('from-a-file');
  expect(config.sessionKeys).toHaveLength(2);
  expect(config.storeUrl).toBe('redis://:secret@db/1');
});

test('the defaults match the contract', () => {
  expect(read({})).toMatchObject({
    redirectUri: WORKING_ENV.OAUTH_REDIRECT_URI,
    scope: 'profile balance',
    pkce: true,
    sessionKeys: undefined,
    storeUrl: 'sqlite:',
    dataDir: './data',
    host: '127.0.0.1',
    port: 8787,
    trustProxy: [],
    extensionOrigins: undefined,
    topUpHosts: undefined,
    userInfoMaxAgeMs: 2_000,
    sessionIdleMs: 30 * 86_400_000,
    sessionMaxMs: 180 * 86_400_000,
    rateLimitSignIn: 60,
    rateLimitApi: 600,
    platformTimeoutMs: 10_000,
    hstsMaxAgeSeconds: 31_536_000,
    outboundProxies: { httpProxy: '', httpsProxy: '', noProxy: '' },
    tls: undefined,
    metricsPort: undefined,
    logLevel: 'info',
  });
});
