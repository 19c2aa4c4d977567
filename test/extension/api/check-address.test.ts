import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { checkAddress } from '../../../extension/api/check-address.ts';
import { isOlder, MIN_PROXY_VERSION } from '../../../extension/api/proxy-version.ts';
import { problemOfServer } from '../../../extension/domain/detected-server.ts';
import { ERROR_CODES } from '../../../shared/errors.ts';
import { errorReply, json, NOON } from '../../support/extension/background-environment.ts';

const ADDRESS = 'https://balance.example.com';
const ABOUT = {
  name: 'balance-companion',
  version: '0.1.0',
  platform_url: 'https://api.kr777.top',
};

interface Asked {
  url: string;
  init: RequestInit | undefined;
}

/** Checks an address at which `about` and `ready` answer. */
async function check(about: () => Response | Promise<Response>, ready?: () => Response) {
  const asked: Asked[] = [];
  const finding = await checkAddress(ADDRESS, {
    fetch: async (url, init) => {
      asked.push({ url: String(url), init });
      if (String(url) === `${ADDRESS}/api/about`) return about();
      if (String(url) === `${ADDRESS}/readyz` && ready) return ready();
      throw new TypeError('Failed to fetch');
    },
    now: () => NOON,
  });
  return { finding, asked };
}

const detectedServer = async (response: Response) => {
  const { finding } = await check(() => response);
  if (finding.kind === 'ours' || !('detectedServer' in finding.refusal)) return finding;
  const { reason, detectedServer } = finding.refusal;
  expect(reason).toBe(problemOfServer(detectedServer));
  return detectedServer;
};

const page = (html: string, status = 200, headers: Record<string, string> = {}) =>
  new Response(html, { status, headers: { 'Content-Type': 'text/html', ...headers } });

describe('a proxy of ours', () => {
  const ready = () => json(200, { status: 'ready' });

  test('is known by what it says of itself', async () => {
    const { finding, asked } = await check(() => json(200, { ...ABOUT, more: 1 }), ready);
    expect(finding).toEqual({
      kind: 'ours',
      version: '0.1.0',
      platform: 'https://api.kr777.top',
      warning: null,
    });
    expect(asked.map(({ url }) => url)).toEqual([`${ADDRESS}/api/about`, `${ADDRESS}/readyz`]);
    for (const { init } of asked) {
      expect(init).toMatchObject({
        method: 'GET',
        cache: 'no-store',
        redirect: 'manual',
        headers: { 'X-CSRF': '1' },
      });
    }
  });

  test.each(['platform_misconfigured', 'store_unavailable'] as const)(
    'that is not ready because of %s says so',
    async (error) => {
      const { finding } = await check(
        () => json(200, ABOUT),
        () => errorReply(error),
      );
      expect(finding).toMatchObject({ kind: 'ours', warning: error });
    },
  );

  test.each<[string, (() => Response) | undefined]>([
    ['says nothing about it', undefined],
    ['is shutting down', () => errorReply('shutting_down')],
    ['has no such page', () => page('<h1>Not found</h1>', 404)],
    ['claims a refusal with 200', () => json(200, { error: 'store_unavailable', message: 'x' })],
  ])('is taken without a warning where it %s', async (_, readiness) => {
    const { finding } = await check(() => json(200, ABOUT), readiness);
    expect(finding).toMatchObject({ kind: 'ours', warning: null });
  });

  test.each<[string, object, string | null]>([
    ['an older version', { ...ABOUT, version: '0.0.9' }, '0.0.9'],
    ['no version', { name: ABOUT.name, platform_url: ABOUT.platform_url }, null],
    ['no platform', { name: ABOUT.name, version: '0.2.0' }, '0.2.0'],
    ['a version that is none', { ...ABOUT, version: '' }, null],
    ['a version to mislead', { name: ABOUT.name, version: '9 is <b>good</b>' }, null],
  ])('is too old with %s', async (_, about, version) => {
    const { finding } = await check(() => json(200, about), ready);
    expect(finding).toEqual({ kind: 'unusable', refusal: { reason: 'too_old', version } });
  });

  test.each(ERROR_CODES)('that answers %s is not taken', async (error) => {
    const { finding } = await check(() => errorReply(error), ready);
    if (finding.kind === 'ours') throw new Error('It was taken.');
    const isLost = ['not_authenticated', 'reauth_required', 'not_found'].includes(error);
    if (isLost) {
      const refusal = { reason: 'something_else', detectedServer: { kind: 'incompatible_proxy' } };
      expect(finding.refusal).toEqual(refusal);
    } else {
      expect(finding.refusal.reason).not.toBe('something_else');
    }
  });
});

describe('something else seems to be', () => {
  test.each<[string, () => Response, object]>([
    ['a page', () => new Response('<h1>It works!</h1>'), { kind: 'page', title: null }],
    [
      'a page with a title and a server',
      () => page('<title>Shop &amp; Caf&#233;</title>', 200, { Server: 'nginx/1.24.0' }),
      { kind: 'page', title: 'Shop & Café', server: 'nginx/1.24.0' },
    ],
    ['a page that is not there', () => page('<title>404</title>', 404), { kind: 'page' }],
    [
      'a page that asks for a password',
      () => page('<title>Wi-Fi</title><input name=p type="password">'),
      { kind: 'sign_in', title: 'Wi-Fi', server: null },
    ],
    [
      'a server that wants a name and a password',
      () => page('<title>401 Authorization Required</title>', 401),
      { kind: 'sign_in', title: '401 Authorization Required' },
    ],
    ['a captive portal', () => new Response('', { status: 511 }), { kind: 'sign_in', title: null }],
    [
      'a security check without a header field of its own',
      () => page('<title>Just a moment...</title>', 403),
      { kind: 'check', title: 'Just a moment...' },
    ],
    [
      'a security check without a title',
      () => new Response('<html>', { status: 202, headers: { 'x-amzn-waf-action': 'challenge' } }),
      { kind: 'check', title: null },
    ],
    [
      'a check for programs',
      () => page('<title>Making sure you&#39;re not a bot!</title>'),
      { kind: 'check', title: "Making sure you're not a bot!" },
    ],
    [
      'the welcome page of a network',
      () => page('<title>Welcome to Hotel WiFi</title><button>Accept</button>'),
      { kind: 'check' },
    ],
    ['the same in Chinese', () => page('<title>点击上网</title>'), { kind: 'check' }],
    [
      'a network that speaks WISPr',
      () => page('<!--<WISPAccessGatewayParam>--><title>Lobby</title>'),
      { kind: 'check', title: 'Lobby' },
    ],
    [
      'a page that opens another one in its place',
      () => page('<script>window.open("http://10.0.0.1/login", "_self")</script>'),
      { kind: 'redirect' },
    ],
    ['a redirect', () => new Response(null, { status: 302 }), { kind: 'redirect' }],
    [
      'a redirect as browsers show it',
      () => Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' }),
      { kind: 'redirect' },
    ],
    [
      'a web server without its proxy',
      () => page('<title>502 Bad Gateway</title>', 502),
      { kind: 'gateway', status: 502 },
    ],
    ['another API', () => json(200, { data: [] }), { kind: 'json', name: null }],
    ['an API with a name', () => json(200, { name: 'other' }), { kind: 'json', name: 'other' }],
    ['a list', () => json(200, []), { kind: 'json', name: null }],
    ['its kin', () => json(404, { name: 'balance-companion' }), { kind: 'incompatible_proxy' }],
    ['nothing', () => new Response(''), { kind: 'unknown', status: 200 }],
    ['words', () => new Response('OK'), { kind: 'unknown', status: 200 }],
    ['a number', () => json(200, 42), { kind: 'unknown', status: 200 }],
  ])('%s', async (_, response, expected) => {
    expect(await detectedServer(response())).toMatchObject(expected);
  });

  test('what it says of itself is short and printable', async () => {
    const tricky = `<title>\u202e\u0007 a\n\tb ${'x'.repeat(500)}</title>`;
    const { title } = (await detectedServer(page(tricky))) as { title: string };
    expect(title).toMatch(/^a b x{56}…$/u);
    expect(await detectedServer(page('<title> \u0000 </title>'))).toMatchObject({ title: null });
    expect(await detectedServer(page('<title'))).toMatchObject({ title: null });
    expect(await detectedServer(page('<title>never closed'))).toMatchObject({
      title: 'never closed',
    });
    expect(await detectedServer(page('<title>&#1114112;&#0;&#55296;</title>'))).toMatchObject({
      kind: 'page',
    });
  });

  test('always something, whatever the answer', async () => {
    const answers = fc.record({
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
      fc.asyncProperty(answers, async ({ status, body, type }) => {
        const response = new Response(body, { status, headers: { 'Content-Type': type } });
        expect(await detectedServer(response)).toHaveProperty('kind');
      }),
    );
  });
});

describe('an address where nothing answers', () => {
  test('is unreachable', async () => {
    const { finding } = await check(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(finding).toEqual({ kind: 'unusable', refusal: { reason: 'unreachable' } });
  });

  test('is told from one that takes too long', async () => {
    const deadline = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
    const { finding } = await check(() => Promise.reject(new TypeError('Failed to fetch')));
    deadline.mockRestore();
    expect(finding).toEqual({ kind: 'unusable', refusal: { reason: 'timed_out' } });
  });

  test('is unreachable also where the answer breaks off', async () => {
    const broken = new ReadableStream({ start: (c) => c.error(new Error('reset')) });
    const { finding } = await check(() => new Response(broken));
    expect(finding).toEqual({ kind: 'unusable', refusal: { reason: 'unreachable' } });
  });
});

test('no more is read of an endless answer than is needed', async () => {
  let sent = 0;
  let ended = false;
  const endless = new ReadableStream({
    pull: (controller) => {
      sent += 8_192;
      controller.enqueue(new Uint8Array(8_192).fill(32));
    },
    cancel: () => {
      ended = true;
    },
  });
  expect(await detectedServer(new Response(endless))).toEqual({ kind: 'unknown', status: 200 });
  expect(ended).toBe(true);
  expect(sent).toBeLessThan(200_000);
});

describe('a version', () => {
  test.each([
    ['0.0.9', '0.1.0', true],
    ['0.1.0', '0.1.0', false],
    ['0.1.1', '0.1.0', false],
    ['0.9.0', '0.10.0', true],
    ['1.0.0', '0.9.9', false],
    ['0.0.9', '1.0.0', true],
    ['v0.0.9', '0.1.0', true],
    ['0.1.0-beta.1', '0.1.0', false],
    ['a build of mine', '0.1.0', false],
  ])('%s against %s: older %s', (version, oldest, older) => {
    expect(isOlder(version, oldest)).toBe(older);
  });

  test('is in order with all others', () => {
    const number = fc.nat(20);
    const version = fc.tuple(number, number, number).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(version, version, (one, other) => {
        expect(isOlder(one, other) && isOlder(other, one)).toBe(false);
        expect(isOlder(one, other) || isOlder(other, one)).toBe(one !== other);
      }),
    );
  });

  test('of the oldest proxy is itself not too old', () => {
    expect(isOlder(MIN_PROXY_VERSION, MIN_PROXY_VERSION)).toBe(false);
  });
});
