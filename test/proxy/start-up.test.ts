import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { freePort, isPortFree } from '../support/ports/free-port.ts';
import { runToExit, WORKING_ENV } from '../support/proxy/exit.ts';

let folder: string;

beforeEach(() => {
  folder = emptyFolder();
});

/** Listens on a free port until the test has finished. */
async function takePort(): Promise<number> {
  const port = await freePort();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  return port;
}

/** Starts on a port in use, so that the process ends when it tries to listen. */
async function startOnTakenPort(env: Record<string, string> = {}) {
  const PORT = String(await takePort());
  return runToExit({ ...WORKING_ENV, PORT, ...env }, folder);
}

test.each([
  ['PORT', 'METRICS_PORT'],
  ['METRICS_PORT', 'PORT'],
])('%s in use is named, with what to do, and %s is freed', async (name, other) => {
  const [taken, free] = [await takePort(), await freePort()];
  const ports = { [name]: String(taken), [other]: String(free) };
  const { code, output } = await runToExit({ ...WORKING_ENV, ...ports }, folder);
  expect(code).toBe(1);
  expect(output).toContain(`  ${name} is ${taken}, which another program on 127.0.0.1 uses`);
  expect(output).toContain('stop that program or choose a free port');
  expect(output).not.toMatch(/ {4}at |listening on/);
  expect(await isPortFree(free)).toBe(true);
});

test('the first start creates a data folder and a key only its owner can read; later starts keep them', async () => {
  await startOnTakenPort();
  const file = join(folder, 'data', 'session-keys');
  const key = readFileSync(file, 'utf8');
  expect(key).toMatch(/^[\w-]{43}\n$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  const { output } = await startOnTakenPort();
  expect(readFileSync(file, 'utf8')).toBe(key);
  expect(output).not.toContain(key.trim());
});

test('no key file is created if SESSION_KEYS is set', async () => {
  await startOnTakenPort({ SESSION_KEYS: Buffer.alloc(32, 7).toString('base64url') });
  expect(existsSync(join(folder, 'data', 'session-keys'))).toBe(false);
});

test('a key file that others can read is restricted to its owner', async () => {
  mkdirSync(join(folder, 'data'));
  const file = join(folder, 'data', 'session-keys');
  writeFileSync(file, `${Buffer.alloc(32, 7).toString('base64url')}\n`, { mode: 0o644 });
  await startOnTakenPort();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each([
  ['session-keys', 'half-a-key\n', 'DATA_DIR holds a file session-keys that cannot be used'],
  [
    'sessions.sqlite',
    'not a database, but long enough to be read as one'.repeat(20),
    'DATA_DIR holds a sessions.sqlite that cannot be opened',
  ],
])('an invalid %s is named and not changed', async (name, content, problem) => {
  mkdirSync(join(folder, 'data'));
  const file = join(folder, 'data', name);
  writeFileSync(file, content);
  const { code, output } = await startOnTakenPort();
  expect(code).toBe(1);
  expect(output).toContain(problem);
  expect(output).not.toContain('half-a-key');
  expect(readFileSync(file, 'utf8')).toBe(content);
});

test.each<[kind: string, prepare: () => void, problem: RegExp, host?: string]>([
  [
    '.env is a folder',
    () => mkdirSync(join(folder, '.env')),
    /^ {2}\.env is no file that this user can read\.$/m,
  ],
  [
    'the data folder is a file',
    () => writeFileSync(join(folder, 'data'), ''),
    /^ {2}DATA_DIR names .*cannot write/m,
  ],
  ['HOST is not an address of this machine', () => {}, /HOST is no address of/, '203.0.113.7'],
])('if %s, that is named', async (_kind, prepare, problem, HOST = '') => {
  prepare();
  const { code, output } = await startOnTakenPort({ HOST });
  expect(code).toBe(1);
  expect(output).toMatch(problem);
});

const { OAUTH_CLIENT_SECRET: _, ...NO_SECRET } = WORKING_ENV;
const WRONG = { PORT: 'x', LOG_LEVEL: 'y' };

test.each<[env: Record<string, string>, args: string[], names: string[], text: RegExp]>([
  [
    WRONG,
    [],
    [...Object.keys(WORKING_ENV), 'PORT', 'LOG_LEVEL'],
    /6 settings are missing or wrong/,
  ],
  [{ ...WORKING_ENV, ...WRONG }, [], ['PORT', 'LOG_LEVEL'], /2 settings are missing or wrong/],
  [{ ...WORKING_ENV, PORT: 'x' }, ['--check'], ['PORT'], /one setting is missing or wrong/],
  [
    { ...NO_SECRET, OAUTH_CLIENT_SECRET_FILE: '/no/such/file' },
    [],
    ['OAUTH_CLIENT_SECRET'],
    /^ {2}OAUTH_CLIENT_SECRET .*cannot be read/m,
  ],
])(
  'a start with %j %j names every problem and exits with code 1',
  async (env, args, names, text) => {
    const { code, output } = await runToExit(env, folder, args);
    expect(code).toBe(1);
    expect([...output.matchAll(/^ {2}([A-Z_]+) /gm)].map(([, name]) => name)).toEqual(names);
    expect(output).toMatch(text);
  },
);

const check = (env: Record<string, string>) => runToExit(env, folder, ['--check']);

test.each<[env: Record<string, string>, how: string]>([
  [{}, 'directly, without an outbound proxy'],
  [{ HTTPS_PROXY: 'http://me:pa55@a.example:3128' }, 'through the outbound proxy a.example:3128'],
  [{ https_proxy: 'https://me:pa55@a.example' }, 'through the outbound proxy a.example:443'],
  [{ HTTP_PROXY: 'a.example:8080' }, 'through the outbound proxy a.example:8080'],
])(
  '--check with %j says how the platform is reached, and starts nothing [P11]',
  async (env, how) => {
    const output = `Every setting is fine.\nThe sessions are kept in SQLite.\nThe platform is reached ${how}.\n`;
    expect(await check({ ...WORKING_ENV, ...env })).toEqual({ code: 0, output });
  },
);

test.each([
  ['redis://db', 'Redis'],
  ['REDISS-cluster://a,b', 'Redis Cluster'],
  ['redis-sentinel://a/main', 'Redis Sentinel'],
])('--check with STORE_URL=%s names the kind of store: %s', async (url, kind) => {
  const { code, output } = await check({ ...WORKING_ENV, STORE_URL: url });
  expect(code).toBe(0);
  expect(output).toContain(`The sessions are kept in ${kind}.\n`);
});

test('.env is read from the current folder; the environment takes precedence', async () => {
  const settings = { ...WORKING_ENV, PORT: '"wrong"', https_proxy: 'http://file.example:1' };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(folder, '.env'), `# settings\n${lines.join('')}`);
  expect((await check({})).output).toContain('PORT must be');
  const fromFile = await check({ PORT: '8080', HOST: '' });
  expect(fromFile.output).toMatch(/^Every setting is fine\.\n/);
  expect(fromFile.output).toContain('through the outbound proxy file.example:1.');
  const other = { PORT: '8080', HTTPS_PROXY: 'http://environment.example:2' };
  const fromEnvironment = await check(other);
  expect(fromEnvironment.output).toContain('through the outbound proxy environment.example:2.');
});

test('an older Node gets one sentence with the required version', async () => {
  const older = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } })`;
  const { code, output } = await runToExit(WORKING_ENV, folder, [], ['--import', older]);
  expect(code).toBe(1);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(output).toContain('needs Node.js 24 or newer, and this is 20.1.0');
});

test('a command that does not exist is refused, and no proxy starts', async () => {
  const { code, output } = await runToExit(WORKING_ENV, folder, ['docter', 'https://h.example']);
  expect(code).toBe(1);
  expect(output).toContain('four commands');
});
