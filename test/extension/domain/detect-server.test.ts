import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectServer, problemOfServer } from '../../../extension/domain/detect-server.ts';
import { parseJson } from '../../../shared/json.ts';
import { json } from '../../support/extension/background-environment.ts';

async function detect(response: Response) {
  const body = await response.text();
  return detectServer({ response, body, value: parseJson(body) });
}

const page = (html: string, status = 200, headers: Record<string, string> = {}) =>
  new Response(html, { status, headers: { 'Content-Type': 'text/html', ...headers } });

describe('a detected server', () => {
  test.each<[string, () => Response, object]>([
    ['a page', () => new Response('<h1>It works!</h1>'), { kind: 'page', title: null }],
    [
      'a page with a title and a server',
      () => page('<title>Shop &amp; Caf&#233;</title>', 200, { Server: 'nginx/1.24.0' }),
      { kind: 'page', title: 'Shop & Café', server: 'nginx/1.24.0' },
    ],
    ['a missing page', () => page('<title>404</title>', 404), { kind: 'page' }],
    [
      'a page that asks for a password',
      () => page('<title>Wi-Fi</title><input name=p type="password">'),
      { kind: 'sign_in', title: 'Wi-Fi', server: null },
    ],
    [
      'a server that asks for a name and a password',
      () => page('<title>401 Authorization Required</title>', 401),
      { kind: 'sign_in', title: '401 Authorization Required' },
    ],
    ['a captive portal', () => new Response('', { status: 511 }), { kind: 'sign_in', title: null }],
    [
      'a security check by its title',
      () => page('<title>Just a moment...</title>', 403),
      { kind: 'check', title: 'Just a moment...' },
    ],
    [
      'a security check by its header field',
      () => new Response('<html>', { status: 202, headers: { 'x-amzn-waf-action': 'challenge' } }),
      { kind: 'check', title: null },
    ],
    [
      'a check for bots',
      () => page('<title>Making sure you&#39;re not a bot!</title>'),
      { kind: 'check', title: "Making sure you're not a bot!" },
    ],
    [
      'the welcome page of a network',
      () => page('<title>Welcome to Hotel WiFi</title><button>Accept</button>'),
      { kind: 'check' },
    ],
    [
      'the welcome page of a network in Chinese',
      () => page('<title>点击上网</title>'),
      { kind: 'check' },
    ],
    [
      'a network that speaks WISPr',
      () => page('<!--<WISPAccessGatewayParam>--><title>Lobby</title>'),
      { kind: 'check', title: 'Lobby' },
    ],
    [
      'a page that opens another one',
      () => page('<script>window.open("http://10.0.0.1/login", "_self")</script>'),
      { kind: 'redirect' },
    ],
    ['a redirect', () => new Response(null, { status: 302 }), { kind: 'redirect' }],
    [
      'an opaque redirect',
      () => Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' }),
      { kind: 'redirect' },
    ],
    [
      'nginx without the proxy',
      () => page('<title>502 Bad Gateway</title>', 502),
      { kind: 'gateway', status: 502 },
    ],
    ['a login title', () => page('<title>Log in – Contoso</title>'), { kind: 'sign_in' }],
    [
      'a page that refreshes to another one',
      () => page('<meta http-equiv="refresh" content="0;url=/">'),
      { kind: 'redirect' },
    ],
    [
      'a page whose script leads elsewhere',
      () => page('<script>location.href="/go"</script>'),
      { kind: 'redirect' },
    ],
    [
      'a security check of Cloudflare',
      () => page('<title>Attention</title>', 403, { 'cf-mitigated': 'challenge' }),
      { kind: 'check' },
    ],
    ['Caddy without the proxy', () => new Response('', { status: 502 }), { kind: 'gateway' }],
    ['Cloudflare without the server', () => page('', 521), { kind: 'gateway', status: 521 }],
    ['a gateway that sends JSON', () => json(504, { message: 'x' }), { kind: 'gateway' }],
    ['a bare 431', () => new Response('', { status: 431 }), { kind: 'cookies' }],
    [
      'cookies too large for nginx',
      () => page('<center>Request Header Or Cookie Too Large</center><hr>nginx', 400),
      { kind: 'cookies' },
    ],
    [
      'cookies too large for Apache',
      () => page('Size of a request header field exceeds server limit.', 400),
      { kind: 'cookies' },
    ],
    [
      'cookies too large for HAProxy',
      () => page('<h1>400 Bad request</h1>\nYour browser sent an invalid request.', 400),
      { kind: 'cookies' },
    ],
    [
      'cookies too large for gunicorn',
      () => page('<p>Limit request headers fields size</p>', 400),
      { kind: 'cookies' },
    ],
    ['another 400', () => page('<title>400 Bad Request</title>', 400), { kind: 'page' }],
    ['another API', () => json(200, { data: [] }), { kind: 'json', name: null }],
    ['an API with a name', () => json(200, { name: 'other' }), { kind: 'json', name: 'other' }],
    ['a list', () => json(200, []), { kind: 'json', name: null }],
    [
      'an incompatible proxy',
      () => json(404, { name: 'balance-companion' }),
      { kind: 'incompatible_proxy' },
    ],
    ['an empty body', () => new Response(''), { kind: 'unknown', status: 200 }],
    ['plain text', () => new Response('OK'), { kind: 'unknown', status: 200 }],
    ['a number', () => json(200, 42), { kind: 'unknown', status: 200 }],
  ])('%s', async (_, response, expected) => {
    expect(await detect(response())).toMatchObject(expected);
  });

  test('has a short and printable title', async () => {
    const tricky = `<title>\u202e\u0007 a\n\tb ${'x'.repeat(500)}</title>`;
    const { title } = (await detect(page(tricky))) as { title: string };
    expect(title).toMatch(/^a b x{56}…$/u);
    expect(await detect(page('<title> \u0000 </title>'))).toMatchObject({ title: null });
    expect(await detect(page('<title'))).toMatchObject({ title: null });
    expect(await detect(page('<title>never closed'))).toMatchObject({
      title: 'never closed',
    });
    expect(await detect(page('<title>&#1114112;&#0;&#55296;</title>'))).toMatchObject({
      kind: 'page',
    });
  });

  test('is found for any response', async () => {
    const responses = fc.record({
      status: fc
        .integer({ min: 200, max: 599 })
        .filter((status) => ![204, 205, 304].includes(status)),
      body: fc.oneof(
        fc.string(),
        fc.json(),
        fc.string().map((text) => `<title>${text}</title>`),
      ),
      type: fc.constantFrom('text/html', 'application/json', 'x'),
    });
    await fc.assert(
      fc.asyncProperty(responses, async ({ status, body, type }) => {
        const response = new Response(body, { status, headers: { 'Content-Type': type } });
        expect(await detect(response)).toHaveProperty('kind');
      }),
    );
  });
});

test.each([
  ['redirect', 'intercepted'],
  ['sign_in', 'intercepted'],
  ['check', 'intercepted'],
  ['gateway', 'proxy_down'],
  ['cookies', 'too_many_cookies'],
  ['page', 'something_else'],
  ['unknown', 'something_else'],
] as const)('a server of the kind %s is the problem %s', (kind, problem) => {
  expect(problemOfServer({ kind, title: null, server: null, status: 500 } as never)).toBe(problem);
});
