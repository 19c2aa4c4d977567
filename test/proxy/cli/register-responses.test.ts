import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CommandError } from '../../../proxy/cli/command-error.ts';
import { createApp } from '../../../proxy/cli/register/create-app.ts';
import { PlatformError } from '../../../proxy/platform/errors/platform-error.ts';
import { startOutboundProxy } from '../../support/proxy/outbound-proxy-server.ts';
import {
  CALLBACK,
  platformForTest,
  registerAt,
  settingsIn,
} from '../../support/proxy/register-command.ts';

/** Runs the command at a platform with this response. */
async function registerWith(response: object) {
  const platform = await platformForTest();
  platform.misbehave('oauth_apps', response);
  const run = await registerAt(platform, undefined, { DEVELOPER_TOKEN: 'hush-hush' });
  return { ...run, platform };
}

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
  await expect(creating).rejects.toThrow(CommandError);
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

test('a refusal of the outbound proxy is reported, and that nothing was created', async () => {
  const { host } = await startOutboundProxy({ refuseWith: 407 });
  const env = { HTTP_PROXY: `http://${host}` };
  const { code, stderr } = await registerAt(await platformForTest(), undefined, env);
  expect(code).toBe(1);
  expect(stderr).toContain('cannot be reached (refused by the outbound proxy (status 407))');
  expect(stderr).toContain('nothing was created');
});

test('a platform that does not respond in time is reported', async () => {
  const error = new PlatformError('timeout', 'time limit passed');
  const creating = createThrough(() => Promise.reject(error));
  await expect(creating).rejects.toThrow(/took too long.*may have created/);
});
