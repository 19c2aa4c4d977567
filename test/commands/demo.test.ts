import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { wholeJob } from '../demo/job/job.ts';
import { StepError, takeSteps } from '../demo/job/steps.ts';
import { ROOT } from '../support/build/tools.ts';
import { openTestEnvironment } from '../support/environment/test-environment.ts';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { readConfig } from '../support/interactive/config.ts';
import { freePort } from '../support/ports/free-port.ts';
import { NIGHTLY } from '../support/runner/nightly.ts';
import { CommandError } from '../support/system/find-program.ts';
import { CommandRun } from './command-run.ts';

const startDemo = (env?: NodeJS.ProcessEnv) => CommandRun.start('test/demo/main.ts', env);

function picturesIn(output: string): string[] {
  return [...output.matchAll(/^ +picture +(\S+)$/gm)].map(([, path = '']) => join(ROOT, path));
}

function sizeOfPng(path: string): { width: number; height: number } {
  const bytes = readFileSync(path);
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

describe('npm run demo, headless', () => {
  test.each(NIGHTLY ? ['chromium', 'firefox'] : ['chromium'])(
    'goes through the whole job in %s',
    async (browser) => {
      const demo = await startDemo({ BROWSER: browser });
      expect(await demo.program.ended, demo.output).toBe(0);
      const { output } = demo;

      expect(output.match(/^\d(?=\. )/gm)?.join('')).toBe('1234567');
      const [, , , signedIn, used, toppedUp, refreshed, signedOut] = output.split(/^\d\. /m);
      expect(signedIn).toMatch(/demo@example\.com · Balance · 750\.00/);
      expect(signedIn).toMatch(/Used\s+250\.00.*30\s+days.*Highest:\s+\d/s);
      expect(output).toContain('is made up');
      expect(signedIn).toMatch(/button +750, .*750\.00/);
      expect(used).toMatch(/Balance · 737\.66/);
      expect(toppedUp).toMatch(/25\.00 added\.\s+Your\s+balance\s+is\s+now\s+762\.66/);
      expect(refreshed).toMatch(/\+25\.00\s+·\s+762\.66/);
      for (const step of [used, refreshed]) expect(step).toMatch(/Used\s+today:\s+12\.34/);
      expect(signedOut).toMatch(/·\s+Sign\s+in\s+·/);
      expect(signedOut).not.toContain('762.66');
      expect(output).toContain(`http://localhost:${demo.proxyPort}`);
      expect(output).toContain(`http://127.0.0.1:${demo.platformPort}`);
      expect(output).not.toContain(ROOT);

      const pictures = picturesIn(output);
      expect(pictures).toHaveLength(7);
      for (const picture of pictures) {
        const { width, height } = sizeOfPng(picture);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(300);
        expect(statSync(picture).size).toBeGreaterThan(5_000);
      }
      await demo.expectNothingLeft();
    },
  );

  test.each([
    ['proxy', 'PORT'],
    ['platform', 'PLATFORM_PORT'],
  ])('names the port of the %s where it is taken, and a free one', async (_, variable) => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const demo = await startDemo({ [variable]: String(port) });
    expect(await demo.program.ended).toBe(1);
    expect(demo.output).toContain(`Port ${port}`);
    expect(demo.output).toMatch(new RegExp(`^ +${variable}=\\d+ npm run demo$`, 'm'));
    await demo.expectNothingLeft();
  });

  test.each<[string, string | RegExp, number, (demo: CommandRun) => void]>([
    ['Ctrl-C in the middle', /^3\. /m, 130, (demo) => demo.interruptAll()],
    ['SIGTERM at the start', 'Platform', 143, ({ program }) => program.child.kill('SIGTERM')],
    ['a closed output', 'Platform', 141, ({ program }) => program.child.stdout?.destroy()],
  ])('ends everything it started on %s', async (_, moment, exitCode, end) => {
    const demo = await startDemo();
    await demo.toPrint(moment);
    end(demo);
    expect(await demo.program.ended, demo.output).toBe(exitCode);
    expect(demo.output).not.toContain('Error');
    await demo.expectNothingLeft();
  });
});

test.skipIf(!NIGHTLY)(
  '[nightly: slow] names the step whose page does not show what it should',
  async () => {
    const environment = await openTestEnvironment({ browser: 'chromium' });
    onTestFinished(() => environment.close());
    environment.platform.misbehave('userinfo', { status: 500 });
    const printed: string[] = [];
    const steps = takeSteps(wholeJob(environment.browser, environment.platform), {
      folder: emptyFolder(),
      print: (line) => printed.push(line),
      timeoutMs: 2_000,
    });
    await expect(steps).rejects.toThrow(StepError);
    await expect(steps).rejects.toThrow(/^Step 3 failed: .*750\.00.*In sight: /s);
    expect(picturesIn(printed.join('\n'))).toHaveLength(2);
  },
);

describe('the choices of npm run demo and npm run dev', () => {
  test.each<[boolean, string[], NodeJS.ProcessEnv, NodeJS.Platform]>([
    [false, [], {}, 'linux'],
    [true, [], { DISPLAY: ':0' }, 'linux'],
    [true, [], { WAYLAND_DISPLAY: 'wayland-0' }, 'linux'],
    [true, [], {}, 'darwin'],
    [false, ['--headless'], { DISPLAY: ':0' }, 'linux'],
  ])('a window: %j for %j with %j on %s', (windowed, args, env, system) => {
    expect(readConfig(args, env, system).windowed).toBe(windowed);
  });

  test('BROWSER names the browser; other programs may use the variable differently', () => {
    expect(readConfig([], { BROWSER: 'Firefox' }, 'linux').browser).toBe('firefox');
    expect(readConfig([], { BROWSER: '/usr/bin/xdg-open' }, 'linux').browser).toBeUndefined();
  });

  test('PORT is a number', () => {
    expect(readConfig([], { PORT: '9000' }, 'linux').proxyPort).toBe(9000);
    for (const PORT of ['http', '0', '65536', '80.5']) {
      expect(() => readConfig([], { PORT }, 'linux')).toThrow(CommandError);
    }
  });
});
