import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readCommandLine } from '../../../proxy/cli/register/command-line.ts';
import { createApp } from '../../../proxy/cli/register/create-app.ts';
import { withVariables } from '../../../proxy/cli/register/env-file.ts';
import { RegisterError } from '../../../proxy/cli/register/register-error.ts';
import { PlatformError } from '../../../proxy/platform/errors/platform-error.ts';
import { type Platform, startPlatform } from '../../support/fake-platform/platform.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';
import { startOutboundProxy } from '../../support/proxy/outbound-proxy-server.ts';
import { registerAtTerminal, runRegister } from '../../support/proxy/register-command.ts';

const PUBLIC = 'https://wallet.example.com';
const CALLBACK = `${PUBLIC}/oauth/callback`;

async function platformForTest(): Promise<Platform> {
  const platform = await startPlatform();
  onTestFinished(() => {
    platform.misbehave('oauth_apps', null);
    return platform.close();
  });
  return platform;
}

/** The options that a script needs. */
function requiredOptions(platform: Platform): string[] {
  return ['--platform', platform.url, '--public', PUBLIC];
}

/** Runs the command as a script does, with the token of the platform's developer. */
function registerAt(platform: Platform, folder = emptyFolder(), env: Record<string, string> = {}) {
  return runRegister(folder, requiredOptions(platform), {
    env: { DEVELOPER_TOKEN: platform.developerToken, ...env },
  });
}

/** Runs the command at a platform with this response. */
async function registerWith(response: object) {
  const platform = await platformForTest();
  platform.misbehave('oauth_apps', response);
  const folder = emptyFolder();
  const run = await registerAt(platform, folder, { DEVELOPER_TOKEN: 'hush-hush' });
  return { ...run, platform, folder };
}

function settingsIn(folder: string): NodeJS.Dict<string> {
  return parseEnv(readFileSync(join(folder, '.env'), 'utf8'));
}

describe('in a script', () => {
  test('creates the application and writes its credentials with mode 0600', async () => {
    const platform = await platformForTest();
    const folder = emptyFolder();
    const { code, stdout, stderr } = await registerAt(platform, folder);
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
    const readText = () => {
      throw new Error('no such file');
    };
    const read = () => readCommandLine(args, {}, readText);
    expect(read).toThrow(RegisterError);
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

describe('platform responses', () => {
  const MAYBE = 'may have created the application all the same';
  const app = { client_id: 'c', client_secret: 's', redirect_uri: CALLBACK };
  const success = (data: object) => ({ status: 200, body: { success: true, data } });
  const refusal = (message: string) => ({ status: 200, body: { success: false, message } });
  const GZIP = { 'content-encoding': 'gzip' };

  test.each<[string, object, string]>([
    ['a refused token', { status: 401, body: {} }, 'does not accept the developer token'],
    ['a token without the right', { status: 403, body: {} }, 'may not create applications'],
    ['a wrong address', { status: 404, body: 'gone' }, 'no platform of this kind'],
    ['too many requests', { status: 429, body: {} }, 'try again in some minutes'],
    ['a redirect', { status: 302, headers: { location: '/x' }, body: '' }, 'leads elsewhere'],
    ['an outage', { status: 503, body: 'x' }, MAYBE],
    ['success: false', refusal('名称已存在'), '名称已存在'],
    ['no JSON', { status: 200, body: '<p>' }, 'did not create the application'],
    ['no data', { status: 200, body: { success: true } }, MAYBE],
    ['no secret', success({ ...app, client_secret: null }), MAYBE],
    ['a secret of two lines', success({ ...app, client_secret: 'a\nb' }), MAYBE],
    ['a reset', { reset: true }, MAYBE],
    ['half a response', { cutMidBody: true, body: '{' }, MAYBE],
    ['far too much', { status: 200, body: 'x'.repeat(200_000) }, MAYBE],
    ['too much with a refusal', { status: 401, body: 'x'.repeat(200_000) }, 'developer token'],
    ['a compressed response', { status: 201, headers: GZIP, body: '{}' }, 'compressed response'],
  ])('%s is reported, and nothing is written', async (_kind, response, sentence) => {
    const { code, stderr, platform, folder } = await registerWith(response);
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('hush-hush');
    expect(readdirSync(folder)).toEqual([]);
    expect(platform.requestsTo('oauth_apps')).toHaveLength(1);
  });

  /** Creates an application at a platform with this response. */
  function createWith(response: { status?: number; headers?: object; body: unknown }) {
    const { status = 200, headers = {}, body } = response;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return createThrough(() => Promise.resolve({ status, headers, body: text }));
  }

  function createThrough(send: () => Promise<object>) {
    const newApp = { name: 'n', description: 'd', redirectUri: CALLBACK };
    return createApp({ send } as never, 'hush-hush', newApp);
  }

  const issued = { client_id: 'c', client_secret: 's' };

  test.each<[string, Parameters<typeof createWith>[0]]>([
    ['bare [P21]', { body: issued }],
    ['bare, with status 201', { status: 201, body: issued }],
    ['with success as a text', { body: { success: 'true', data: issued } }],
    ['with code in the place of success', { body: { code: 0, message: 'ok', data: issued } }],
    ['wrapped twice', { body: { success: true, data: { success: true, data: issued } } }],
    ['under a name', { body: { success: true, data: { oauth_app: issued } } }],
    ['in a list', { body: { success: true, data: [issued] } }],
    ['in a text', { body: { success: true, data: JSON.stringify(issued) } }],
    ['beside each other', { body: { client_id: 'c', data: { client_secret: 's' } } }],
    ['beside other secrets', { body: { client_id: null, data: { ...issued, key: 'k' } } }],
    ['after a byte order mark', { body: `\uFEFF${JSON.stringify(issued)}` }],
    ['as HTML by its content type', { body: issued, headers: { 'content-type': 'text/html' } }],
    ['with a status of failure', { status: 500, body: { success: false, data: issued } }],
  ])('a client id and secret %s are found', async (_kind, response) => {
    const found = await createWith(response);
    expect(found).toEqual({ clientId: 'c', clientSecret: 's', redirectUri: undefined });
  });

  test('a client id that is a number keeps its digits', async () => {
    const body = '{"data":{"client_id":653247040368672768,"client_secret":1e400}}';
    expect(await createWith({ body })).toMatchObject({
      clientId: '653247040368672768',
      clientSecret: '1e400',
    });
  });

  test('credentials are written whatever the status is', async () => {
    const body = { success: false, data: app };
    const { code, folder } = await registerWith({ status: 500, body });
    expect(code).toBe(0);
    expect(settingsIn(folder)).toMatchObject({ OAUTH_CLIENT_ID: 'c', OAUTH_CLIENT_SECRET: 's' });
  });

  test('a secret in an unknown form is printed', async () => {
    const body = '<app id="c"><client_secret>only-once</client_secret>hush-hush</app>';
    await expect(createWith({ body })).rejects.toThrow(
      '<client_secret>only-once</client_secret>…</app>',
    );
  });

  const HTML = { 'content-type': 'text/html' };
  const challenge = { 'cf-mitigated': 'challenge' };
  const location = 'https://login.example/x?code=1';

  test.each<[string, number, object, string, RegExp]>([
    ['a challenge [P21]', 403, challenge, '<html>', /A challenge page came.*\(status 403\)/],
    ['a redirect to another host', 302, { location }, '', /leads elsewhere \(login\.example\)/],
    ['a sign-in page', 200, HTML, '<html><form>', /An HTML page came back \(status 200\)/],
    ['a page that refuses', 403, HTML, '<html>No', /An HTML page came back \(status 403\)/],
    ['a gateway’s page', 502, {}, '<html>Bad Gateway', /in trouble \(status 502\)/],
  ])('%s is reported by its kind', async (_kind, status, headers, body, sentence) => {
    const creating = createWith({ status, headers, body });
    await expect(creating).rejects.toThrow(RegisterError);
    await expect(creating).rejects.toThrow(sentence);
    await expect(creating).rejects.not.toThrow('may not create applications');
  });

  test('a message of the platform cannot control the terminal, and never contains the token', async () => {
    const message = `\u001b[2J\u0007token hush-hush\u202e ${'long '.repeat(200)}`;
    const { stderr } = await registerWith(refusal(message));
    expect(stderr).toContain('The platform says: [2J token … long');
    expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{C}|hush-hush/u);
    expect(stderr.length).toBeLessThan(500);
  });

  test('a different callback address is reported, and the credentials are kept', async () => {
    const { code, stderr, folder } = await registerWith(
      success({ ...app, redirect_uri: `${CALLBACK}/` }),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('another callback address');
    expect(settingsIn(folder)).toMatchObject({
      OAUTH_CLIENT_SECRET: 's',
      OAUTH_REDIRECT_URI: CALLBACK,
    });
  });

  test('an unreachable platform is reported', async () => {
    const platform = await startPlatform();
    await platform.close();
    const folder = emptyFolder();
    const { code, stderr } = await registerAt(platform, folder);
    expect(code).toBe(1);
    expect(stderr).toContain('cannot be reached');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a refusal of the outbound proxy is reported, and that nothing was created', async () => {
    const { host } = await startOutboundProxy({ refuseWith: 407 });
    const env = { HTTP_PROXY: `http://${host}` };
    const { code, stderr } = await registerAt(await platformForTest(), undefined, env);
    expect(code).toBe(1);
    expect(stderr).toContain('refused by the outbound proxy (status 407)');
    expect(stderr).toContain('nothing was created');
  });

  test('a platform that does not respond in time is reported', async () => {
    const error = new PlatformError('timeout', 'time limit passed');
    const creating = createThrough(() => Promise.reject(error));
    await expect(creating).rejects.toThrow(/took too long.*may have created/);
  });
});

describe('a .env', () => {
  test.each([
    ['a plain value', 'secret_123'],
    ['a hash', 'a#b'],
    ['spaces', ' a b '],
    ['double quotes', 'a"b'],
    ['single quotes', "a'b"],
    ['both quotes', `a'b"c`],
    ['a dollar and a backslash', '$A\\n'],
    ['an equals sign', 'a=b=='],
  ])('keeps %s unchanged', (_kind, value) => {
    const text = withVariables('', { OAUTH_CLIENT_SECRET: value });
    expect(parseEnv(text)).toEqual({ OAUTH_CLIENT_SECRET: value });
  });

  test('sets each variable once', () => {
    const before = 'A=1\r\nexport PLATFORM_URL=x\r\n#PLATFORM_URL=y\r\nPLATFORM_URL=z\r\n';
    expect(withVariables(before, { PLATFORM_URL: 'https://p' })).toBe(
      'A=1\nPLATFORM_URL=https://p\n#PLATFORM_URL=y\n',
    );
  });

  test('is not written if it cannot hold a value', () => {
    expect(() => withVariables('', { OAUTH_CLIENT_SECRET: ` '"\`` })).toThrow(TypeError);
  });
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
