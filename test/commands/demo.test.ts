import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { wholeJob } from '../demo/job/job.ts';
import { StepError, takeSteps } from '../demo/job/steps.ts';
import { readConfig } from '../demo/settings.ts';
import { ROOT } from '../support/build/tools.ts';
import { browserProgram } from '../support/environment/browser-program.ts';
import { openTestEnvironment } from '../support/environment/test-environment.ts';
import { freePort, isFree } from '../support/ports/free-port.ts';
import { SystemError } from '../support/system/find.ts';
import { until } from '../support/waiting/until.ts';

/** One run of the demo, with a folder of its own for whatever it keeps in temporary files. */
class Demo {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'demo-test-')));
  readonly ports: { readonly proxy: number; readonly platform: number };
  readonly child: ChildProcess;
  output = '';
  readonly #ended: Promise<unknown>;

  private constructor(proxy: number, platform: number, env: NodeJS.ProcessEnv) {
    this.ports = { proxy, platform };
    this.child = spawn(process.execPath, ['test/demo/main.ts', '--headless'], {
      cwd: ROOT,
      env: {
        ...process.env,
        CHROMIUM: browserProgram('chromium'),
        FIREFOX: browserProgram('firefox'),
        TMPDIR: this.folder,
        PORT: String(proxy),
        PLATFORM_PORT: String(platform),
        ...env,
      },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = once(this.child, 'exit');
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk;
      });
    }
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  static async start(env: NodeJS.ProcessEnv = {}): Promise<Demo> {
    return new Demo(await freePort(), await freePort(), env);
  }

  /** As Ctrl-C does it: the signal goes to the demo and to what it has started. */
  interruptAll(): void {
    if (this.child.pid) process.kill(-this.child.pid, 'SIGINT');
  }

  async exitCode(): Promise<number | null> {
    await this.#ended;
    return this.child.exitCode;
  }

  async toSay(text: string | RegExp): Promise<void> {
    await until(
      () => `the demo to say ${text}; it said:\n${this.output}`,
      () => this.output.match(text) ?? (this.child.exitCode === null ? null : 'ended'),
      30_000,
    );
    expect(this.output).toMatch(text);
  }

  async expectNothingLeft(): Promise<void> {
    await until(
      () => `these processes to end: ${processesThatName(this.folder).join('; ')}`,
      () => processesThatName(this.folder).length === 0,
    );
    expect(readdirSync(this.folder)).toEqual([]);
    expect(await isFree(this.ports.proxy)).toBe(true);
    expect(await isFree(this.ports.platform)).toBe(true);
  }
}

/** The processes that were started with this text in their arguments or, on Linux, their environment. */
function processesThatName(text: string): string[] {
  const all = existsSync('/proc/self') ? readProcesses() : askPs();
  return all.filter((one) => one.includes(text));
}

/** Small Linux systems have no `ps`. */
function readProcesses(): string[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const [args, env] = ['cmdline', 'environ'].map((of) => readFileSync(`/proc/${name}/${of}`));
      return `${name} ${args} ${env}`;
    } catch {
      return [];
    }
  });
}

function askPs(): string[] {
  return execFileSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' }).split('\n');
}

function picturesIn(output: string): string[] {
  return [...output.matchAll(/^ +picture +(\S+)$/gm)].map(([, path = '']) => path);
}

function sizeOfPng(path: string): { width: number; height: number } {
  const bytes = readFileSync(path);
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

describe('the demo without a window', () => {
  test.each(['chromium', 'firefox'])('goes through the whole job in %s', async (browser) => {
    const demo = await Demo.start({ BROWSER: browser });
    expect(await demo.exitCode(), demo.output).toBe(0);
    const { output, ports } = demo;

    expect(output.match(/^\d(?=\. )/gm)?.join('')).toBe('1234567');
    const [, , , signedIn, used, toppedUp, refreshed, signedOut] = output.split(/^\d\. /m);
    expect(signedIn).toMatch(/demo@example\.com · Balance · 750\.00/);
    expect(signedIn).toMatch(/button +750, .*750\.00/);
    expect(used).toMatch(/Balance · 737\.66/);
    expect(toppedUp).toMatch(/25\.00 added\.\s+Your\s+balance\s+is\s+now\s+762\.66/);
    expect(refreshed).toMatch(/\+25\.00\s+·\s+762\.66/);
    expect(used).toMatch(/Used\s+today:\s+12\.34/);
    expect(refreshed).toMatch(/Used\s+today:\s+12\.34/);
    expect(signedOut).toMatch(/·\s+Sign\s+in\s+·/);
    expect(signedOut).not.toContain('762.66');
    expect(output).toContain(`http://localhost:${ports.proxy}`);
    expect(output).toContain(`http://127.0.0.1:${ports.platform}`);
    expect(output).not.toContain(ROOT);

    const pictures = picturesIn(output);
    expect(pictures).toHaveLength(7);
    for (const picture of pictures) {
      const path = join(ROOT, picture);
      const { width, height } = sizeOfPng(path);
      expect(width).toBeGreaterThanOrEqual(300);
      expect(height).toBeGreaterThanOrEqual(300);
      expect(statSync(path).size).toBeGreaterThan(5_000);
    }
    await demo.expectNothingLeft();
  });

  test.each([
    ['proxy', 'PORT'],
    ['platform', 'PLATFORM_PORT'],
  ])('names a port that the %s cannot have, and what to do', async (_, variable) => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const demo = await Demo.start({ [variable]: String(port) });
    expect(await demo.exitCode()).toBe(1);
    expect(demo.output).toContain(`Port ${port}`);
    expect(demo.output).toMatch(new RegExp(`^ +${variable}=\\d+ npm run demo$`, 'm'));
    await demo.expectNothingLeft();
  });

  test('ends all of it on Ctrl-C in the middle', async () => {
    const demo = await Demo.start();
    await demo.toSay(/^3\. /m);
    demo.interruptAll();
    expect(await demo.exitCode(), demo.output).toBe(130);
    expect(demo.output).not.toContain('Error');
    await demo.expectNothingLeft();
  });

  test('ends all of it on SIGTERM while it starts', async () => {
    const demo = await Demo.start();
    await demo.toSay('Platform');
    demo.child.kill('SIGTERM');
    expect(await demo.exitCode(), demo.output).toBe(143);
    await demo.expectNothingLeft();
  });

  test('ends all of it when nobody reads its output any more', async () => {
    const demo = await Demo.start();
    await demo.toSay('Platform');
    demo.child.stdout?.destroy();
    expect(await demo.exitCode(), demo.output).toBe(141);
    await demo.expectNothingLeft();
  });
});

test('a step that does not show what it should is named', async () => {
  const world = await openTestEnvironment({ browser: 'chromium' });
  onTestFinished(() => world.close());
  const folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  world.platform.misbehave('userinfo', { status: 500 });
  const said: string[] = [];
  const tell = (line: string) => said.push(line);
  const walk = takeSteps(wholeJob(world.browser, world.platform), {
    folder,
    tell,
    patience: 2_000,
  });
  await expect(walk).rejects.toThrow(StepError);
  await expect(walk).rejects.toThrow(/^Step 3 failed: .*750\.00.*In sight is: /s);
  expect(said.filter((line) => line.includes('picture'))).toHaveLength(2);
});

describe('what a person may choose', () => {
  test('a window is shown where one can be, unless they want none', () => {
    expect(readConfig([], {}, 'linux').windowed).toBe(false);
    expect(readConfig([], { DISPLAY: ':0' }, 'linux').windowed).toBe(true);
    expect(readConfig([], { WAYLAND_DISPLAY: 'wayland-0' }, 'linux').windowed).toBe(true);
    expect(readConfig([], {}, 'darwin').windowed).toBe(true);
    expect(readConfig(['--headless'], { DISPLAY: ':0' }, 'linux').windowed).toBe(false);
  });

  test('a browser is chosen by its name; what others put into BROWSER is passed over', () => {
    expect(readConfig([], { BROWSER: 'Firefox' }, 'linux').browser).toBe('firefox');
    expect(readConfig([], { BROWSER: '/usr/bin/xdg-open' }, 'linux').browser).toBeUndefined();
  });

  test('a port is a number', () => {
    expect(readConfig([], { PORT: '9000' }, 'linux').proxyPort).toBe(9000);
    for (const PORT of ['http', '0', '65536', '80.5']) {
      expect(() => readConfig([], { PORT }, 'linux')).toThrow(SystemError);
    }
  });
});
