import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CommandError } from '../../../proxy/cli/command-error.ts';
import { readCommandLine } from '../../../proxy/cli/register/command-line.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';
import { startOutboundProxy } from '../../support/proxy/outbound-proxy-server.ts';
import {
  CALLBACK,
  PUBLIC,
  platformForTest,
  registerAt,
  registerAtTerminal,
  requiredOptions,
  runRegister,
  settingsIn,
} from '../../support/proxy/register-command.ts';

describe('in a script', () => {
  test('creates the application and writes its credentials with mode 0600', async () => {
    const platform = await platformForTest();
    const { code, stdout, stderr, folder } = await registerAt(platform);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(settingsIn(folder)).toEqual({
      PLATFORM_URL: platform.url,
      OAUTH_CLIENT_ID: expect.stringMatching(/^client_/),
      OAUTH_CLIENT_SECRET: platform.issued.clientSecrets.at(-1),
      OAUTH_REDIRECT_URI: CALLBACK,
    });
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['.env']);
    expect(platform.requestsTo('oauth_apps')).toHaveLength(1);
    expect(stdout).toContain('npm start -- --check');
    expect(stdout).toContain(PUBLIC);
    for (const secret of [platform.developerToken, ...platform.issued.clientSecrets]) {
      expect(stdout).not.toContain(secret);
    }
  });

  test.each<[source: string, option: string, value?: string]>([
    ['a file', '--token-file'],
    ['the standard input', '--token-file', '-'],
    ['an option', '--token'],
  ])('reads the developer token from %s', async (_from, option, from) => {
    const platform = await platformForTest();
    const folder = emptyFolder();
    const file = join(emptyFolder(), 'token');
    const text = `${platform.developerToken}\n`;
    writeFileSync(file, text);
    const input = from === '-' ? text : '';
    const value = from ?? (option === '--token' ? platform.developerToken : file);
    const args = [...requiredOptions(platform), option, value];
    expect(await runRegister(folder, args, { input })).toMatchObject({ code: 0, stderr: '' });
    expect(settingsIn(folder).OAUTH_CLIENT_ID).toMatch(/^client_/);
  });

  test('keeps the old .env and its other variables', async () => {
    const platform = await platformForTest();
    const folder = emptyFolder();
    const before = '# mine\nPORT=9000\nOAUTH_CLIENT_SECRET="an old one"\nTRUST_PROXY=127.0.0.1\n';
    writeFileSync(join(folder, '.env'), before, { mode: 0o644 });
    const { code, stdout } = await registerAt(platform, folder);
    expect(code).toBe(0);
    const [, kept = ''] = readdirSync(folder).sort();
    expect(kept).toMatch(/^\.env\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/);
    expect(stdout).toContain(kept);
    expect(readFileSync(join(folder, kept), 'utf8')).toBe(before);
    expect(statSync(join(folder, kept)).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    expect(settingsIn(folder)).toMatchObject({
      PORT: '9000',
      TRUST_PROXY: '127.0.0.1',
      OAUTH_CLIENT_SECRET: platform.issued.clientSecrets.at(-1),
    });
    expect(readFileSync(join(folder, '.env'), 'utf8')).toMatch(/^# mine\n/);
  });

  test.each([
    [['--platform', 'nonsense'], '--platform is not a URL.'],
    [['--platform', 'http://api.example.com'], '--platform must use https'],
    [['--public', 'http://wallet.example.com'], '--public must use https'],
    [['--public', 'https://wallet.example.com/app'], '--public must be an origin'],
    [['--name', ' '], '--name is empty.'],
    [['--name', 'x'.repeat(101)], '--name is longer than 100 characters.'],
    [['--token', 'two words'], 'The developer token must be one word'],
    [['--token-file', '/no/such/file'], '--token-file names a file that cannot be read.'],
    [['--token', 'a', '--token-file', 'b'], '--token and --token-file are both given'],
    [['--tokn', 'hush'], 'The option --tokn cannot be read.'],
    [['hush'], 'Only options can be given.'],
  ])('refuses %j', (args, sentence) => {
    const read = () => readCommandLine(args, {}, (path) => readFileSync(path, 'utf8'));
    expect(read).toThrow(CommandError);
    expect(read).toThrow(sentence);
    expect(read).not.toThrow('hush');
  });

  test.each([
    ['all missing options', [], /--platform, --public, --token-file/],
    [
      'all invalid options',
      ['--platform', 'nonsense', '--public', 'http://wallet.example.com'],
      /^--platform .*\n--public /,
    ],
  ])('names %s at once and writes nothing', async (_what, args, sentence) => {
    const folder = emptyFolder();
    expect(await runRegister(folder, args)).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(sentence),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('prints its usage with --help', async () => {
    const { code, stdout } = await runRegister(emptyFolder(), ['--help']);
    expect(code).toBe(0);
    for (const option of ['--platform', '--public', '--name', '--description', '--token-file']) {
      expect(stdout).toContain(option);
    }
  });

  test.each([
    // Nobody can create files there, not even root.
    ['a read-only folder', '/proc', {}, '/proc/.env cannot be written by this user'],
    ['a .env that is a folder', 'occupied', {}, 'cannot be read'],
    [
      'an invalid outbound proxy',
      'empty',
      { HTTPS_PROXY: 'socks5://proxy.example' },
      'HTTPS_PROXY must begin with http:// or https://',
    ],
  ])('sends no request with %s', async (_what, kind, env, sentence) => {
    const platform = await platformForTest();
    const folder = kind === '/proc' ? kind : emptyFolder();
    if (kind === 'occupied') mkdirSync(join(folder, '.env'));
    const { code, stderr } = await registerAt(platform, folder, env);
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
    expect(platform.requestsTo('oauth_apps')).toHaveLength(0);
  });
});

test('the request goes through the outbound proxy, and names the program [P9, P11]', async () => {
  const platform = await platformForTest();
  const outbound = await startOutboundProxy();
  const folder = emptyFolder();
  writeFileSync(join(folder, '.env'), `HTTP_PROXY=http://${outbound.host}\n`);
  const { code } = await registerAt(platform, folder);
  expect(code).toBe(0);
  expect(outbound.requests).toHaveLength(1);
  const [call] = platform.requestsTo('oauth_apps');
  expect(call?.headers['user-agent']).toMatch(/^balance-companion\/\d+\.\d+\.\d+$/);
  expect(settingsIn(folder).HTTP_PROXY).toBe(`http://${outbound.host}`);
});

describe('at a terminal', () => {
  test('prompts for all values, again for invalid ones, and hides the token', async () => {
    const platform = await platformForTest();
    const folder = emptyFolder();
    const session = registerAtTerminal(folder);
    await session.shows('Address of the platform [https://api.kr777.top]: ');
    session.type('nonsense\r');
    await session.shows('That is not a URL.');
    session.type(`${platform.url}\r`);
    await session.shows('such as https://wallet.example.com: ');
    session.type(`${CALLBACK}\r`);
    await session.shows('Name of the application [Balance Companion]: ');
    session.type('\r');
    await session.shows('Your developer token');
    session.type(`${platform.developerToken}\r`);
    expect(await session.ended()).toBe(0);
    expect(session.screen).not.toContain(platform.developerToken);
    expect(session.screen).toContain('“Balance Companion”');
    expect(session.screen).toContain(PUBLIC);
    expect(settingsIn(folder)).toMatchObject({
      OAUTH_CLIENT_SECRET: platform.issued.clientSecrets.at(-1),
      OAUTH_REDIRECT_URI: CALLBACK,
    });
  });

  const UNTIL_TOKEN = ['--platform', 'http://localhost:9', '--public', PUBLIC, '--name', 'x'];

  test.each([
    ['Ctrl-C', [], 'Address of the platform', '\u0003'],
    ['Ctrl-D', [], 'Address of the platform', '\u0004'],
    ['Ctrl-C at the token', UNTIL_TOKEN, 'Your developer token', 'half a tok\u0003'],
  ])('%s ends the command, and nothing is written', async (_key, args, prompt, typed) => {
    const folder = emptyFolder();
    const session = registerAtTerminal(folder, args);
    await session.shows(prompt);
    session.type(typed);
    expect(await session.ended()).toBe(130);
    expect(session.screen).toContain('Stopped. Nothing was written.');
    expect(session.screen).not.toContain('half a tok');
    expect(readdirSync(folder)).toEqual([]);
  });
});
