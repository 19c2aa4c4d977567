import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigError, readConfig } from '../../../proxy/config/config.ts';
import { runToExit, WORKING_ENV } from '../../support/proxy/exit.ts';

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
  expect(() => read(origin)).toThrow(ConfigError);
  expect(() => read(origin)).toThrow(/OAUTH_REDIRECT_URI must use https/);
});

test.each([
  'https://wallet.example.com',
  'https://10.0.0.1:8443',
  'http://localhost:8787',
  'http://127.0.0.1:8787',
  'http://[::1]:8787',
])('a callback at %s is taken [row 22]', (origin) => {
  expect(read(origin).redirectUri).toBe(`${origin}/oauth/callback`);
});

test('a proxy whose callback has no https does not start [row 22]', async () => {
  const OAUTH_REDIRECT_URI = 'http://wallet.example.com/oauth/callback';
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { code, output } = await runToExit({ ...WORKING_ENV, OAUTH_REDIRECT_URI }, folder);
  expect(code).toBe(1);
  expect(output).toContain('OAUTH_REDIRECT_URI must use https');
});
