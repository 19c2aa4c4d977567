import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DetectedServer,
  detectServer,
  problemOfServer,
} from '../../../extension/domain/detect-server.ts';
import { parseJson } from '../../../shared/json.ts';

async function detect(response: Response) {
  const body = await response.text();
  return detectServer({ response, body, value: parseJson(body), receivedAt: 0 });
}

const page = (html: string, status = 200, headers: Record<string, string> = {}) =>
  new Response(html, { status, headers: { 'Content-Type': 'text/html', ...headers } });

/** Sends a body that contains markup as HTML, and any other as text. */
const respond = (body: string, status = 200, headers: Record<string, string> = {}) =>
  body.includes('<') ? page(body, status, headers) : new Response(body, { status, headers });

type Reply = [name: string, body: string, status?: number, headers?: Record<string, string>];

/** Responses by the kind of server that they show. */
const REPLIES: Partial<Record<DetectedServer['kind'], Reply[]>> = {
  page: [
    ['a page without a content type', '<h1>It works!</h1>', 200, { 'Content-Type': '' }],
    ['another 400', '<title>400 Bad Request</title>', 400],
    ['a page that begins with text', 'It works! <b>'],
    ['a 400 that names headers late', `<i>${'x'.repeat(4096)}</i> Cookie too large`, 400],
    ['a long page that leads elsewhere', '<script>location.href="/go"</script>'.padEnd(2048)],
  ],
  sign_in: [
    ['a page that asks for a password', '<title>Wi-Fi</title><input name=p type="password">'],
    ['a server that asks for a name and a password', '<title>Authorization Required</title>', 401],
    ['a login title', '<title>Log in – Contoso</title>'],
  ],
  check: [
    ['one of Amazon', '<html>', 202, { 'x-amzn-waf-action': 'challenge' }],
    ['one of Cloudflare', '<title>Attention</title>', 403, { 'cf-mitigated': 'challenge' }],
    ['a check for bots', '<title>Making sure you&#39;re not a bot!</title>'],
    ['the welcome page of a network', '<title>Welcome to Hotel WiFi</title>'],
    ['the welcome page of a network in Chinese', '<title>点击上网</title>'],
    ['a network that speaks WISPr', '<!--<WISPAccessGatewayParam>--><title>Lobby</title>'],
  ],
  redirect: [
    ['a page that opens another one', '<script>window.open("http://10.0.0.1/", "_self")</script>'],
    ['a page that refreshes to another one', '<meta http-equiv="refresh" content="0;url=/">'],
    ['a page whose script leads elsewhere', '<script>location.href="/go"</script>'],
    ['multiple choices', '', 300],
  ],
  gateway: [
    ['nginx without the proxy', '<title>502 Bad Gateway</title>', 502],
    ['a gateway that sends JSON', '{"message":"x"}', 504],
  ],
  cookies: [
    ['a bare 431', '', 431],
    ['nginx', '<center>Request Header Or Cookie Too Large</center><hr>nginx', 400],
    ['Apache', 'Size of a request header field exceeds server limit.', 400],
    ['HAProxy', '<h1>400 Bad request</h1>\nYour browser sent an invalid request.', 400],
    ['gunicorn', '<p>Limit request headers fields size</p>', 400],
  ],
  json: [['a list', '[]']],
  incompatible_proxy: [['an incompatible proxy', '{"name":"balance-companion"}', 404]],
  unknown: [['nothing', 'null']],
};

const SERVER = { Server: 'a/1' };

describe('a detected server', () => {
  test.each(
    Object.entries(REPLIES).flatMap(([kind, replies]) =>
      replies.map((reply): [string, ...Reply] => [kind, ...reply]),
    ),
  )('is of the kind %s: %s', async (kind, _name, ...reply) => {
    expect((await detect(respond(...reply))).kind).toBe(kind);
  });

  test('is a redirect if the response is an opaque one', async () => {
    const opaque = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
    expect(await detect(opaque)).toEqual({ kind: 'redirect' });
    const unmodified = new Response(null, { status: 304 });
    expect(await detect(unmodified)).toEqual({ kind: 'unknown', status: 304 });
  });

  test.each<[DetectedServer, string, status?: number, headers?: Record<string, string>]>([
    [{ kind: 'page', title: null, server: null }, '<h1>It works!</h1>'],
    [{ kind: 'page', title: 'A & é', server: 'a/1' }, '<title>A &amp; &#233;</title>', 200, SERVER],
    [{ kind: 'sign_in', title: 'Hi', server: null }, '<title>Hi</title><input type="password">'],
    [{ kind: 'sign_in', title: null, server: null }, '', 511],
    [{ kind: 'check', title: 'Just a moment...', server: null }, '<title>Just a moment...</title>'],
    [{ kind: 'gateway', status: 521 }, '', 521],
    [{ kind: 'json', name: null }, '{"data":[]}'],
    [{ kind: 'json', name: 'other' }, '{"name":"other"}'],
    [{ kind: 'unknown', status: 200 }, 'OK'],
  ])('is %o', async (server, ...reply) => {
    expect(await detect(respond(...reply))).toEqual(server);
  });

  test('has a short and printable title', async () => {
    const tricky = `<title>\u202e\u0007 a\n\tb ${'x'.repeat(500)}\ufffd</title>`;
    const { title } = (await detect(page(tricky))) as { title: string };
    expect(title).toMatch(/^a b x{56}…$/u);
    const codes = '<title>&#1114112;&#0;&#55296;</title>';
    expect(await detect(page('<title> \u0000 </title>'))).toMatchObject({ title: null });
    expect(await detect(page('x<title'))).toMatchObject({ title: null });
    const longest = 'x'.repeat(60);
    expect(await detect(page(`<title>${longest}`))).toMatchObject({ title: longest });
    expect(await detect(page('<title>never closed'))).toMatchObject({ title: 'never closed' });
    expect(await detect(page(codes))).toMatchObject({ kind: 'page' });
  });

  test('is found for any response', async () => {
    const someStatus = fc.constantFrom(200, 302, 400, 401, 404, 431, 502);
    const someTitle = fc.string().map((text) => `<title>${text}</title>`);
    const someBody = fc.oneof(fc.string(), fc.json(), someTitle);
    await fc.assert(
      fc.asyncProperty(someBody, someStatus, async (body, status) => {
        expect(await detect(respond(body, status))).toHaveProperty('kind');
      }),
    );
  });
});

test('a security check is the problem of an intercepted request', () => {
  expect(problemOfServer({ kind: 'check' })).toBe('intercepted');
});
