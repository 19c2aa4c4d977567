import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../proxy/config/config.ts';
import { ROOT } from '../support/build/tools.ts';
import { freePort } from '../support/ports/free-port.ts';
import { until } from '../support/waiting/until.ts';

const HOSTING = join(ROOT, 'proxy/deploy');

/** The user of the image, who owns nothing but the data folder. */
const NODE_USER = 1000;

interface Instruction {
  name: string;
  text: string;
}

function instructions(): Instruction[] {
  return readFileSync(join(HOSTING, 'Dockerfile'), 'utf8')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => {
      const [name = '', ...rest] = line.split(' ');
      return { name, text: rest.join(' ') };
    });
}

function only(name: string): string {
  const found = instructions().filter((one) => one.name === name);
  expect(found).toHaveLength(1);
  return found[0]?.text ?? '';
}

/** An instruction in its exec form, with this very Node in the place of the image's. */
function commandOf(text: string): [string, string[]] {
  const [program, ...args] = JSON.parse(text.slice(text.indexOf('['))) as string[];
  expect(program).toBe('node');
  return [process.execPath, args];
}

function environmentOf(): Record<string, string> {
  const pairs = instructions()
    .filter(({ name }) => name === 'ENV')
    .flatMap(({ text }) => text.split(' '));
  return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
}

/**
 * Does what the image's instructions do, in a folder: copies what they copy, runs the one that installs.
 * Gives the folder, in which nobody but its owner can write.
 */
function buildInFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-image-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const allowed = readFileSync(join(HOSTING, 'Dockerfile.dockerignore'), 'utf8').split('\n');
  for (const { name, text } of instructions()) {
    if (name === 'COPY') {
      const sources = text.split(' ').slice(0, -1);
      for (const source of sources) {
        expect(allowed).toContain(`!${source}`);
        cpSync(join(ROOT, source), join(folder, source), { recursive: true });
      }
    }
    if (name === 'RUN' && text.startsWith('npm')) {
      const [install = ''] = text.split(' && ');
      const [npm = '', ...args] = install.split(' ');
      const { status, stderr } = spawnSync(npm, [...args, '--prefer-offline'], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(status, stderr).toBe(0);
    }
  }
  chmodSync(folder, 0o755);
  return folder;
}

/** Every file under a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
}

function start(
  [program, args]: [string, string[]],
  cwd: string,
  env: Record<string, string>,
): ChildProcess {
  const isRoot = process.getuid?.() === 0;
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(isRoot && { uid: NODE_USER, gid: NODE_USER }),
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

test('what the image does runs the proxy: as another user, writing to one folder, found healthy', {
  timeout: 120_000,
}, async () => {
  const app = buildInFolder();
  const data = mkdtempSync(join(tmpdir(), 'balance-companion-data-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  if (process.getuid?.() === 0) chownSync(data, NODE_USER, NODE_USER);
  const before = filesIn(app);
  // Those that build and test are not in it, nor the Node that the image has already.
  for (const name of ['vitest', 'wxt', 'react', 'node'])
    expect(before).not.toContain(`node_modules/${name}`);
  const port = await freePort();
  const env = {
    ...environmentOf(),
    PORT: String(port),
    DATA_DIR: data,
    PLATFORM_URL: 'https://platform.example',
    OAUTH_CLIENT_ID: 'client',
    OAUTH_CLIENT_SECRET: 'secret',
    OAUTH_REDIRECT_URI: 'https://wallet.example.com/oauth/callback',
  };
  const check = () => {
    const child = start(commandOf(only('HEALTHCHECK')), app, env);
    return new Promise((resolve) => child.once('close', resolve));
  };
  expect(await check()).toBe(1);
  const proxy = start(commandOf(only('CMD')), app, env);
  let output = '';
  for (const stream of [proxy.stdout, proxy.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const ended = new Promise((resolve) => proxy.once('close', resolve));
  await until(
    () => `the proxy to be ready; it wrote:\n${output}`,
    async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok,
  );
  expect(await check()).toBe(0);
  expect(filesIn(data)).toEqual(expect.arrayContaining(['session-keys', 'sessions.sqlite']));
  proxy.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(filesIn(app)).toEqual(before);
});

test('the image runs as a user of its own, on Debian, with its data in a volume', () => {
  expect(only('FROM')).toMatch(/^node:24-\w+-slim$/);
  expect(only('USER')).toBe('node');
  const { DATA_DIR } = environmentOf();
  expect(only('VOLUME')).toBe(DATA_DIR);
  const { DATA_DIR: _, HOST, PORT, NODE_ENV } = environmentOf();
  expect({ HOST, PORT, NODE_ENV }).toEqual({
    HOST: '0.0.0.0',
    PORT: only('EXPOSE'),
    NODE_ENV: 'production',
  });
});

test('nothing goes into the image but what it copies: no .env, no data', () => {
  const lines = readFileSync(join(HOSTING, 'Dockerfile.dockerignore'), 'utf8').trim().split('\n');
  const copied = instructions()
    .filter(({ name }) => name === 'COPY')
    .flatMap(({ text }) => text.split(' ').slice(0, -1));
  expect(lines[0]).toBe('*');
  expect(lines.slice(1).toSorted()).toEqual(copied.map((source) => `!${source}`).toSorted());
});

interface Service {
  environment: Record<string, string>;
  read_only?: boolean;
  cap_drop?: string[];
  volumes: string[];
  depends_on?: Record<string, { condition: string }>;
  build?: { context: string; dockerfile: string };
}

test('the compose file gives the proxy settings that it takes, and starts Caddy once it is healthy', () => {
  const { services } = parse(readFileSync(join(HOSTING, 'compose.yaml'), 'utf8')) as {
    services: { proxy: Service; caddy: Service };
  };
  const { proxy, caddy } = services;
  const settings = readConfig(
    {
      PLATFORM_URL: 'https://platform.example',
      OAUTH_CLIENT_ID: 'client',
      OAUTH_CLIENT_SECRET: 'secret',
      OAUTH_REDIRECT_URI: 'https://wallet.example.com/oauth/callback',
      ...proxy.environment,
    },
    () => '',
  );
  expect(settings).toMatchObject({
    host: '0.0.0.0',
    port: 8787,
    dataDir: '/data',
    trustProxy: ['uniquelocal'],
  });
  expect(proxy).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  expect(proxy.volumes).toEqual([`sessions:${environmentOf().DATA_DIR}`]);
  expect(join(HOSTING, proxy.build?.context ?? '', proxy.build?.dockerfile ?? '')).toBe(
    join(HOSTING, 'Dockerfile'),
  );
  expect(caddy.depends_on).toEqual({ proxy: { condition: 'service_healthy' } });
  expect(caddy.environment.PROXY_ADDRESS).toBe(`proxy:${settings.port}`);
});
