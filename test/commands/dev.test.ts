import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CSRF_HEADER, CSRF_VALUE, ROUTES } from '../../shared/routes.ts';
import { DEV_EXTENSION } from '../dev/extension-server.ts';
import { readableLogLine } from '../dev/output.ts';
import { ROOT } from '../support/build/tools.ts';
import { until } from '../support/waiting/until.ts';
import { CommandRun } from './command-run.ts';

test('npm run dev restarts the proxy when one of its files changes, and ends cleanly on Ctrl-C', async () => {
  const dev = await CommandRun.start('test/dev/main.ts', { BROWSER: 'chromium' });
  await dev.toPrint('Ctrl-C to end');
  const proxyUrl = `http://localhost:${dev.proxyPort}`;
  const platformUrl = `http://127.0.0.1:${dev.platformPort}`;
  const expectProxy = async () => {
    const headers = { [CSRF_HEADER]: CSRF_VALUE };
    const about = () => fetch(proxyUrl + ROUTES.about, { headers }).then((found) => found.json());
    expect(await until('the proxy', about)).toMatchObject({ platform_url: platformUrl });
  };
  await expectProxy();
  expect(existsSync(join(DEV_EXTENSION.chromium, 'manifest.json'))).toBe(true);
  for (const text of [platformUrl, proxyUrl, '.output/chrome-mv3-dev', 'Load unpacked']) {
    expect(dev.output).toContain(text);
  }

  const lengthBefore = dev.output.length;
  const now = new Date();
  utimesSync(join(ROOT, 'proxy/app.ts'), now, now);
  await until('a restart', () => /stopped.*listening on/s.test(dev.output.slice(lengthBefore)));
  await expectProxy();

  dev.interruptAll();
  expect(await dev.program.ended, dev.output).toBe(0);
  await dev.expectNothingLeft();
});

test('npm run dev prints the log of the proxy in a readable form', () => {
  const time = new Date(2026, 0, 2, 3, 4, 5).getTime();
  const line = { level: 40, time, pid: 1, hostname: 'host', msg: 'slow', ms: 7, route: '/' };
  expect(readableLogLine(JSON.stringify(line))).toBe('03:04:05 warn slow ms=7 route="/"');
  for (const other of ['Restarting', '{ not JSON']) expect(readableLogLine(other)).toBe(other);
});
