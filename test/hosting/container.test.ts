import { chmodSync, chownSync, cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../proxy/config/config.ts';
import { unpackedArchive } from '../support/archive/unpacked-archive.ts';
import { ROOT } from '../support/build/tools.ts';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { freePort } from '../support/ports/free-port.ts';
import { Program } from '../support/processes/program.ts';
import { WORKING_ENV } from '../support/proxy/exit.ts';
import { until } from '../support/waiting/until.ts';

const HOSTING = join(ROOT, 'proxy/deploy');

/** The user of the image, who owns nothing but the data folder. */
const NODE_USER = 1000;

function instructions(): { name: string; text: string }[] {
  const lines = readFileSync(join(HOSTING, 'Dockerfile'), 'utf8').match(/^[A-Z].*$/gm) ?? [];
  return lines.map((line) => {
    const [name = '', ...rest] = line.split(' ');
    return { name, text: rest.join(' ') };
  });
}

/** The text of the instruction of this name, of which there must be one. */
function only(name: string): string {
  const found = instructions().filter((instruction) => instruction.name === name);
  expect(found).toHaveLength(1);
  return found[0]?.text ?? '';
}

/** The command of an instruction in exec form. */
function commandOf(name: string): string[] {
  const text = only(name);
  const command: string[] = JSON.parse(text.slice(text.indexOf('[')));
  expect(command[0]).toBe('node');
  return command;
}

/** The paths that the image copies. */
function copied(): string[] {
  const copies = instructions().filter(({ name }) => name === 'COPY');
  return copies.flatMap(({ text }) => text.split(' ').slice(0, -1));
}

function environment(): Record<string, string> {
  const pairs = instructions()
    .filter(({ name }) => name === 'ENV')
    .flatMap(({ text }) => text.split(' '));
  return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
}

/** Copies what the image copies from the unpacked archive into a folder, in which only its owner can write. */
async function buildInFolder(): Promise<string> {
  const [archive, folder] = [await unpackedArchive(), emptyFolder()];
  for (const path of copied()) cpSync(join(archive, path), join(folder, path), { recursive: true });
  chmodSync(folder, 0o755);
  return folder;
}

/** The paths of all files in a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
}

const RUNS_AS_ROOT = process.getuid?.() === 0;

function start(command: string[], cwd: string, env: Record<string, string>): Program {
  const [, ...args] = command;
  const user = RUNS_AS_ROOT ? { uid: NODE_USER, gid: NODE_USER } : {};
  const program = new Program(process.execPath, args, { cwd, env, ...user });
  onTestFinished(() => void program.child.kill('SIGKILL'));
  return program;
}

test('the instructions of the image run a healthy proxy that writes to one folder, as another user', async () => {
  const app = await buildInFolder();
  const data = emptyFolder();
  if (RUNS_AS_ROOT) chownSync(data, NODE_USER, NODE_USER);
  const before = filesIn(app);
  const port = await freePort();
  const env = { ...environment(), ...WORKING_ENV, PORT: String(port), DATA_DIR: data };
  const check = () => start(commandOf('HEALTHCHECK'), app, env).ended;
  expect(await check()).toBe(1);
  const proxy = start(commandOf('CMD'), app, env);
  await until(
    () => `the proxy to be ready; it wrote:\n${proxy.output}`,
    async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok,
  );
  expect(await check()).toBe(0);
  expect(filesIn(data)).toEqual(expect.arrayContaining(['session-keys', 'sessions.sqlite']));
  expect(await proxy.stop()).toBe(0);
  expect(filesIn(app)).toEqual(before);
});

test('the image is Debian with a user of its own and its data in a volume', () => {
  expect(only('FROM')).toMatch(/^node:24-\w+-slim$/);
  expect(only('USER')).toBe('node');
  const { DATA_DIR, HOST, PORT, NODE_ENV } = environment();
  expect(only('VOLUME')).toBe(DATA_DIR);
  expect([HOST, PORT, NODE_ENV]).toEqual(['0.0.0.0', only('EXPOSE'), 'production']);
});

test('the build context of the image has only what the image copies: no .env, no data', () => {
  const ignored = readFileSync(join(HOSTING, 'Dockerfile.dockerignore'), 'utf8').trim().split('\n');
  expect(ignored[0]).toBe('*');
  const kept = copied().map((path) => `!${path}`);
  expect(ignored.slice(1).toSorted()).toEqual(kept.toSorted());
});

interface Service {
  environment: Record<string, string>;
  read_only?: boolean;
  cap_drop?: string[];
  volumes: string[];
  depends_on?: Record<string, { condition: string }>;
  build?: { context: string; dockerfile: string };
}

test('the compose file gives the proxy a valid configuration, and starts Caddy once it is healthy', () => {
  const { services } = parse(readFileSync(join(HOSTING, 'compose.yaml'), 'utf8')) as {
    services: { proxy: Service; caddy: Service };
  };
  const { proxy, caddy } = services;
  const config = readConfig({ ...WORKING_ENV, ...proxy.environment }, () => '');
  expect(config).toMatchObject({
    host: '0.0.0.0',
    port: 8787,
    dataDir: '/data',
    trustProxy: ['uniquelocal'],
  });
  expect(proxy).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  expect(proxy.volumes).toEqual([`sessions:${environment().DATA_DIR}`]);
  // In the archive, the folder of this file is deploy/.
  expect(proxy.build).toEqual({ context: '..', dockerfile: 'deploy/Dockerfile' });
  expect(caddy.depends_on).toEqual({ proxy: { condition: 'service_healthy' } });
  expect(caddy.environment.PROXY_ADDRESS).toBe(`proxy:${config.port}`);
});
