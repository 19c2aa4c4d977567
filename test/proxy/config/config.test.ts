import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../../proxy/config/config.ts';
import { redisAddress } from '../../../proxy/config/store-url.ts';
import { runToExit, WORKING_ENV } from '../../support/proxy/exit.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'balance-companion-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const key = () => randomBytes(32).toString('base64url');

const WRONG: [name: string, value: string, problem: RegExp][] = [
  ['PLATFORM_URL', '', /is missing/],
  ['PLATFORM_URL', 'api.kr777.top', /is not a URL/],
  ['PLATFORM_URL', 'http://api.kr777.top', /must use https/],
  ['PLATFORM_URL', 'http://localhost.evil.example', /must use https/],
  ['PLATFORM_URL', 'ftp://api.kr777.top', /must use https/],
  ['PLATFORM_URL', 'https://me:pa55word@api.kr777.top', /user name or password/],
  ['PLATFORM_URL', 'https://api.kr777.top/api', /must be an origin/],
  ['OAUTH_CLIENT_ID', '', /is missing/],
  ['OAUTH_CLIENT_ID', 'cliënt', /printable ASCII/],
  ['OAUTH_CLIENT_SECRET', '', /is missing/],
  ['OAUTH_CLIENT_SECRET', 'pa55\nword', /printable ASCII/],
  ['OAUTH_REDIRECT_URI', '', /is missing/],
  ['OAUTH_REDIRECT_URI', 'wallet', /is not a URL/],
  ['OAUTH_REDIRECT_URI', 'http://wallet.example.com/oauth/callback', /must use https/],
  ['OAUTH_REDIRECT_URI', 'https://wallet.example.com/', /\/oauth\/callback/],
  ['OAUTH_REDIRECT_URI', 'https://wallet.example.com/oauth/callback?a=b', /nothing after it/],
  ['OAUTH_REDIRECT_URI', 'https://wallet.example.com/oauth/callback#a', /fragment/],
  ['OAUTH_SCOPE', 'profile  balance', /one space/],
  ['OAUTH_SCOPE', '"profile"', /one space/],
  ['OAUTH_PKCE', 'yes', /must be one of on, off/],
  ['SESSION_KEYS', 'pa55word', /key 1 is not/],
  ['SESSION_KEYS', `${key()},${'A'.repeat(42)}`, /key 2 is not/],
  ['SESSION_KEYS', `${key()},`, /key 2 is not/],
  ['STORE_URL', 'postgres://me:pa55word@db/x', /must be sqlite:/],
  ['STORE_URL', 'redis://me:12/pa55@db', /must end in a database number/],
  ['STORE_URL', 'sqlite:///tmp/sessions', /must be sqlite:/],
  ['STORE_URL', 'redis:db', /must be sqlite: or begin with redis:\/\/ or rediss:\/\//],
  ['STORE_URL', 'redis://', /must name a host/],
  ['STORE_URL', 'redis://:pa55word@', /is not a URL/],
  ['STORE_URL', 'redis:///0', /must name a host/],
  ['STORE_URL', 'redis://:pa55word@-db', /must name a host/],
  ['STORE_URL', 'redis://:pa55word@db:65536', /is not a URL/],
  ['STORE_URL', 'redis://:pa55word@db:0', /port from 1 to 65535/],
  ['STORE_URL', 'redis://:pa55#word@db', /is not a URL: .* percent-encoded/],
  ['STORE_URL', 'rediss://:pa55%zz@db', /has a % that encodes nothing/],
  ['STORE_URL', 'rediss://pa55@db', /a user name without a password/],
  ['STORE_URL', 'redis://:pa55word@db/16', /database number from 0 to 15/],
  ['STORE_URL', 'redis://db/cache', /database number from 0 to 15/],
  ['STORE_URL', 'redis://db/1/2', /database number from 0 to 15/],
  ['STORE_URL', 'redis://db/0?password=pa55word', /a query or a fragment/],
  ['STORE_URL', 'redis://db/0#pa55', /a query or a fragment/],
  ['HOST', 'not a host', /host name/],
  ['HOST', '127.0.0.1:80', /without port/],
  ['PORT', 'http', /whole number from 1 to 65535/],
  ['PORT', '0', /whole number from 1 to 65535/],
  ['PORT', '65536', /whole number from 1 to 65535/],
  ['PORT', '80.5', /whole number from 1 to 65535/],
  ['TRUST_PROXY', 'true', /IP addresses/],
  ['TRUST_PROXY', '10.0.0.0/33', /IP addresses/],
  ['TRUST_PROXY', '0.0.0.0/0', /IP addresses/],
  ['TRUST_PROXY', '127.0.0.1,proxy.example', /IP addresses/],
  ['PLATFORM_MOVED_FROM', 'http://old.example', /address 1 must use https/],
  ['PLATFORM_MOVED_FROM', 'https://old.example,', /address 2 is not a URL/],
  ['PLATFORM_MOVED_FROM', 'https://a.example,https://b.example/x,ftp://c', /2 must be an.*; .*3/],
  ['PLATFORM_MOVED_FROM', 'https://me:pa55@old.example', /address 1 must not carry a user/],
  ['EXTENSION_ORIGINS', '*', /extension origins/],
  ['EXTENSION_ORIGINS', 'chrome-extension://abc/', /without a slash/],
  ['EXTENSION_ORIGINS', 'https://evil.example', /extension origins/],
  ['TOPUP_HOSTS', 'https://pay.example.com', /host names/],
  ['TOPUP_HOSTS', 'pay.example.com/path', /host names/],
  ['TOPUP_HOSTS', '*', /host names/],
  ['USERINFO_MAX_AGE', '-1', /number from 0 to 3600/],
  ['USERINFO_MAX_AGE', 'long', /number from 0 to 3600/],
  ['SESSION_IDLE_DAYS', '0', /whole number from 1/],
  ['SESSION_MAX_DAYS', '401', /whole number from 1 to 400/],
  ['RATE_LIMIT_SIGN_IN', 'many', /whole number/],
  ['RATE_LIMIT_API', '1e3', /whole number/],
  ['PLATFORM_TIMEOUT', '0', /number from 0.1 to 120/],
  ['HTTPS_PROXY', 'socks5://me:pa55word@proxy.example', /must begin with http:\/\/ or https:\/\//],
  [
    'HTTPS_PROXY',
    'http://me:pa55/word@proxy.example:3128',
    /must be the URL|must end after the port/,
  ],
  ['HTTPS_PROXY', 'http://me:pa55%word@proxy.example:3128', /a % that encodes nothing/],
  ['HTTPS_PROXY', 'http://proxy.example:99999', /must be the URL of a proxy/],
  ['HTTP_PROXY', 'http://', /must be the URL of a proxy/],
  ['HTTP_PROXY', 'http://me:pa55#word@proxy.example', /must be the URL|must end after the port/],
  ['HSTS_MAX_AGE', 'a year', /whole number from 0 to 315360000/],
  ['HSTS_MAX_AGE', '-1', /whole number from 0/],
  ['TLS_CERT_FILE', '/no/such/file', /cannot be read/],
  ['TLS_KEY_FILE', '/no/such/file', /cannot be read/],
  ['METRICS_PORT', 'metrics', /whole number from 1 to 65535/],
  ['METRICS_PORT', '0', /whole number from 1 to 65535/],
  ['LOG_LEVEL', 'loud', /must be one of fatal/],
];

test.each(WRONG)(
  '%s=%j is refused by name, with an example and without the value',
  (name, value, problem) => {
    const read = () =>
      readConfig({ ...WORKING_ENV, [name]: value }, () => {
        throw new Error('no such file');
      });
    expect(read).toThrow(ConfigError);
    const lines = messageOf(read).split('\n');
    const at = lines.findIndex((line) => line.startsWith(`  ${name} `));
    expect(lines[at]).toMatch(problem);
    expect(lines[at + 1]).toMatch(new RegExp(`^    Example: ${name}=.`));
    const named = lines.filter((line) => /^ {2}[A-Z]/.test(line) && !line.startsWith('  TLS_'));
    expect(named).toHaveLength(name.startsWith('TLS_') ? 0 : 1);
    expect(lines.join('\n')).not.toContain('pa55');
  },
);

function messageOf(read: () => unknown): string {
  try {
    read();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the callback address', () => {
  const read = (origin: string) =>
    readConfig({ ...WORKING_ENV, OAUTH_REDIRECT_URI: `${origin}/oauth/callback` }, () => '');

  test.each([
    'http://wallet.example.com',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://10.0.0.1',
    'http://192.168.1.2:8787',
    'http://0.0.0.0:8787',
    'http://[::]:8787',
    'http://[fe80::1]',
    'ws://wallet.example.com',
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
  ])('a callback at %s is refused: it needs https outside loopback [row 22]', (origin) => {
    expect(() => read(origin)).toThrow(/OAUTH_REDIRECT_URI must use https/);
  });

  test.each([
    'https://wallet.example.com',
    'https://10.0.0.1:8443',
    'http://localhost:8787',
    'http://127.0.0.1:8787',
    'http://[::1]:8787',
  ])('a callback at %s is accepted [row 22]', (origin) => {
    expect(read(origin).redirectUri).toBe(`${origin}/oauth/callback`);
  });
});

test('platform addresses are normalized, former ones included', () => {
  const read = (url: string, former: string) =>
    readConfig({ ...WORKING_ENV, PLATFORM_URL: url, PLATFORM_MOVED_FROM: former }, () => '');
  const { platformUrl, platformMovedFrom } = read(
    'HTTPS://API.Example.com:443/',
    ' https://old.example/ ,HTTPS://OLD.example:443,https://api.example.com',
  );
  expect(platformUrl).toBe('https://api.example.com');
  expect(platformMovedFrom).toEqual(['https://old.example', 'https://api.example.com']);
});

test('an invalid start names every problem and exits with code 1', async () => {
  const { code, output } = await runToExit({ PORT: 'x', LOG_LEVEL: 'y' }, folder);
  expect(code).toBe(1);
  const named = [...output.matchAll(/^ {2}([A-Z_]+) /gm)].map(([, name]) => name);
  expect(named).toEqual([
    'PLATFORM_URL',
    'OAUTH_CLIENT_ID',
    'OAUTH_CLIENT_SECRET',
    'OAUTH_REDIRECT_URI',
    'PORT',
    'LOG_LEVEL',
  ]);
  expect(output).toContain('6 settings are missing or wrong');
});

test.each([{ METRICS_PORT: '8787' }, { PORT: '9464', METRICS_PORT: '9464' }])(
  'METRICS_PORT must differ from PORT: %j',
  async (ports) => {
    const { code, output } = await runToExit({ ...WORKING_ENV, ...ports }, folder);
    expect(code).toBe(1);
    expect(output).toMatch(/^ {2}METRICS_PORT is the same as PORT/m);
    expect(output).toContain('one setting is missing or wrong');
  },
);

test('METRICS_PORT may be set or empty', () => {
  const read = (env: Record<string, string>) => readConfig({ ...WORKING_ENV, ...env }, () => '');
  expect(read({ METRICS_PORT: '9464' }).metricsPort).toBe(9464);
  expect(read({ METRICS_PORT: '' }).metricsPort).toBeUndefined();
});

describe('--check', () => {
  test('confirms a valid configuration and starts nothing', async () => {
    const { code, output } = await runToExit(WORKING_ENV, folder, ['--check']);
    expect(output).toBe(
      'Every setting is fine.\nThe platform is reached directly, without an outbound proxy.\n',
    );
    expect(code).toBe(0);
  });

  test.each([
    ['HTTPS_PROXY', 'http://operator:pa55word@proxy.example:3128', 'proxy.example:3128'],
    ['https_proxy', 'https://operator:pa55word@proxy.example', 'proxy.example:443'],
    ['HTTP_PROXY', 'proxy.example:8080', 'proxy.example:8080'],
  ])('names the outbound proxy in %s without its password [P11]', async (name, value, host) => {
    const env = { ...WORKING_ENV, [name]: value };
    const { code, output } = await runToExit(env, folder, ['--check']);
    expect(output).toContain(`The platform is reached through the outbound proxy ${host}.\n`);
    expect(output).not.toMatch(/operator|pa55/);
    expect(code).toBe(0);
  });

  test('fails like the start', async () => {
    const { code, output } = await runToExit({ ...WORKING_ENV, PORT: 'x' }, folder, ['--check']);
    expect(code).toBe(1);
    expect(output).toContain('PORT must be');
  });
});

describe('.env', () => {
  test('is read from the current folder; the environment takes precedence', async () => {
    const cwd = mkdtempSync(join(folder, 'dotenv-'));
    const lines = Object.entries(WORKING_ENV).map(([name, value]) => `${name}=${value}`);
    writeFileSync(join(cwd, '.env'), `# settings\n${lines.join('\n')}\nPORT="wrong"\n`);
    const wrong = await runToExit({}, cwd, ['--check']);
    expect(wrong.output).toContain('PORT must be');
    const right = await runToExit({ PORT: '8080', HOST: '' }, cwd, ['--check']);
    expect(right.output).toMatch(/^Every setting is fine\.\n/);
  });
});

test.each([
  ['1.005', 1_005],
  ['0.12345', 123],
])('PLATFORM_TIMEOUT=%s is %i ms', (text, milliseconds) => {
  const config = readConfig({ ...WORKING_ENV, PLATFORM_TIMEOUT: text }, () => '');
  expect(config.platformTimeoutMs).toBe(milliseconds);
});

describe('outbound proxies', () => {
  const read = (env: Record<string, string>) =>
    readConfig({ ...WORKING_ENV, ...env }, () => '').outboundProxies;

  test('have upper and lower case names; lower case takes precedence', () => {
    const env = { HTTPS_PROXY: 'http://a.example', https_proxy: 'http://b.example', no_proxy: 'x' };
    expect(read(env)).toEqual({ httpProxy: '', httpsProxy: 'http://b.example/', noProxy: 'x' });
  });

  test('are named in errors as they were written', () => {
    expect(() => read({ http_proxy: 'ftp://proxy.example' })).toThrow(
      /^ {2}http_proxy must begin/m,
    );
  });

  test('may be set in .env; the environment takes precedence in either case', async () => {
    const cwd = mkdtempSync(join(folder, 'dotenv-'));
    writeFileSync(join(cwd, '.env'), 'https_proxy=http://file.example:1\n');
    const fromFile = await runToExit(WORKING_ENV, cwd, ['--check']);
    expect(fromFile.output).toContain('through the outbound proxy file.example:1.');
    const env = { ...WORKING_ENV, HTTPS_PROXY: 'http://environment.example:2' };
    const fromEnvironment = await runToExit(env, cwd, ['--check']);
    expect(fromEnvironment.output).toContain('through the outbound proxy environment.example:2.');
  });
});

describe('NAME_FILE', () => {
  const { OAUTH_CLIENT_SECRET: _, ...withoutSecret } = WORKING_ENV;

  test('is the path of a file with the secret', () => {
    const config = readConfig(
      { ...withoutSecret, OAUTH_CLIENT_SECRET_FILE: '/run/secret', SESSION_KEYS_FILE: '/run/keys' },
      (path) => (path === '/run/secret' ? 'from-a-file\n' : `${key()},${key()}\n`),
    );
    expect(config.clientSecret).toBe('from-a-file');
    expect(config.sessionKeys).toHaveLength(2);
  });

  test.each([
    ['does not exist', { OAUTH_CLIENT_SECRET_FILE: '/no/such/file' }, /cannot be read/],
    [
      'is set beside NAME',
      { OAUTH_CLIENT_SECRET_FILE: '/x', OAUTH_CLIENT_SECRET: 'a' },
      /both set/,
    ],
  ])('that %s stops the start', async (_kind, env, problem) => {
    const { code, output } = await runToExit({ ...withoutSecret, ...env }, folder);
    expect(code).toBe(1);
    expect(output).toMatch(/^ {2}OAUTH_CLIENT_SECRET /m);
    expect(output).toMatch(problem);
  });
});

describe('STORE_URL', () => {
  test.each([
    'sqlite:',
    'redis://db',
    'redis://127.0.0.1:6380',
    'redis://[::1]:6379/0',
    'redis://sessions_redis:6379/15',
    'rediss://:p%2Fa%23ss@redis.example.com/3',
    'rediss://proxy:pass@redis.example.com:6380/',
  ])('may be %s', (url) => {
    expect(readConfig({ ...WORKING_ENV, STORE_URL: url }, () => '').storeUrl).toBe(url);
  });

  test('may come from a file', () => {
    const read = (content: string) =>
      readConfig({ ...WORKING_ENV, STORE_URL_FILE: '/run/store' }, () => content);
    expect(read('redis://:secret@db/1\n').storeUrl).toBe('redis://:secret@db/1');
    expect(() => read('redis://:pa55word@db/99\n')).toThrow(/^ {2}STORE_URL must end/m);
    expect(() => read('redis://:pa55word@db/99\n')).not.toThrow(/pa55/);
  });

  test('is parsed without changes to its parts', () => {
    expect(redisAddress('rediss://me%40x:p%2Fa%23s%25s@Redis.example.com:6380/3')).toEqual({
      host: 'Redis.example.com',
      port: 6380,
      tls: true,
      username: 'me@x',
      password: 'p/a#s%s',
      database: 3,
    });
    expect(redisAddress('redis://[::1]')).toEqual({
      host: '::1',
      port: 6379,
      tls: false,
      username: undefined,
      password: undefined,
      database: 0,
    });
  });
});

describe('TLS', () => {
  const privateKey = () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }) as string;

  const read = (env: Record<string, string>, text: string) => () =>
    readConfig({ ...WORKING_ENV, ...env }, () => text);

  test('needs both files', () => {
    expect(read({ TLS_KEY_FILE: '/key.pem' }, privateKey())).toThrow(
      /TLS_CERT_FILE is missing: TLS_KEY_FILE is set/,
    );
  });

  test('names the file that is not PEM', () => {
    const both = read({ TLS_CERT_FILE: '/a.pem', TLS_KEY_FILE: '/b.pem' }, 'hello');
    expect(both).toThrow(/TLS_CERT_FILE names a file that is not a PEM certificate/);
    expect(both).toThrow(/TLS_KEY_FILE names a file that is not a PEM private key/);
  });
});

test('the defaults match the contract', () => {
  expect(readConfig(WORKING_ENV, () => '')).toMatchObject({
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
