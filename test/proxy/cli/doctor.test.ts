import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { Agent } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readCertificate } from '../../../proxy/cli/doctor/certificate.ts';
import { fetcherFor } from '../../../proxy/cli/doctor/fetch.ts';
import type { Finding } from '../../../proxy/cli/doctor/finding.ts';
import { readTarget, type Target } from '../../../proxy/cli/doctor/target.ts';
import { pathOf } from '../../support/certificates/pem.ts';
import type { Platform } from '../../support/fake-platform/platform.ts';
import { freePort } from '../../support/ports/free-port.ts';
import { listen } from '../../support/ports/listen.ts';
import { checks, type DoctorOptions, findingsAt } from '../../support/proxy/doctor.ts';
import { runScript } from '../../support/proxy/exit.ts';
import { type ForwarderOptions, forward } from '../../support/proxy/forwarder.ts';
import { startOutboundProxy } from '../../support/proxy/outbound-proxy-server.ts';
import { type ProxyOptions, startProxy } from '../../support/proxy/running-proxy.ts';

/** Starts a proxy behind a web server; `address` is the web server's. */
async function behind(manners: ForwarderOptions = {}, options: ProxyOptions = {}) {
  const port = await freePort();
  const address = manners.certificate ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  const proxy = await startProxy({ publicOrigin: address, ...options });
  await forward(port, proxy.url, manners);
  return { address, proxy };
}

type Change = NonNullable<ForwarderOptions['response']>;

const forPath = (path: string, change: Change): ForwarderOptions => ({
  response: (response) => {
    if (response.path.split('?')[0] === path) change(response);
  },
});

/** Changes headers of every response; undefined removes one. */
const withHeaders = (changes: Record<string, string | undefined>): ForwarderOptions => ({
  response: ({ headers }) => {
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) delete headers[name];
      else headers[name] = value;
    }
  },
});

/** Replaces a text in each cookie that is set. */
const inCookies = (from: RegExp, to: string): ForwarderOptions => ({
  response: ({ headers }) => {
    const cookies = [headers['set-cookie'] ?? []].flat();
    if (cookies.length > 0) headers['set-cookie'] = cookies.map((one) => one.replace(from, to));
  },
});

const SIGN_IN = '/auth/oauth/start';

/** Replaces a text in the address to which a sign-in redirects. */
const inLocation = (from: RegExp | string, to: string) =>
  forPath(SIGN_IN, ({ headers }) => {
    headers.location = String(headers.location).replace(from, to);
  });

const respond = (path: string, changes: { status?: number; body?: string }) =>
  forPath(path, (response) => void Object.assign(response, changes));

/** Sends everybody the headers of the first response, like a cache. */
function cached(path: string): ForwarderOptions {
  let first: string | undefined;
  return forPath(path, ({ headers }) => {
    first ??= JSON.stringify(headers);
    Object.assign(headers, JSON.parse(first));
  });
}

test('a proxy behind a web server that only forwards passes every check', async () => {
  const { address, proxy } = await behind();
  const findings = await findingsAt(address);
  expect(findings.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  expect(findings.length).toBeGreaterThan(20);
  const [call, ...others] = proxy.platform.requests;
  expect(others).toEqual([]);
  expect(call).toMatchObject({ method: 'GET', path: '/api/oauth2/userinfo' });
  expect(call?.headers.authorization).toBeUndefined();
  expect(call?.headers['user-agent']).toMatch(/^balance-companion\/\d/);
  expect(await proxy.store.count()).toBe(0);
});

const HTTPS: ForwarderOptions = { certificate: 'localhost' };
const COOKIE = 'the sign-in’s cookie';

describe('only the check for it fails', () => {
  test.each<
    [
      problem: string,
      failed: string[],
      ForwarderOptions,
      proxy?: ProxyOptions,
      options?: DoctorOptions,
    ]
  >([
    ['CORS headers', ['CORS'], withHeaders({ 'access-control-allow-origin': '*' })],
    ['cacheable responses', ['caches'], withHeaders({ 'cache-control': 'public, max-age=60' })],
    ['responses from a cache', ['caches'], withHeaders({ age: '12' })],
    ['a missing Vary header', ['caches'], withHeaders({ vary: undefined })],
    ['a login cookie that scripts can read', [COOKIE], inCookies(/; HttpOnly/, '')],
    ['a login cookie for the whole domain', [COOKIE], inCookies(/$/, '; Domain=example.com')],
    ['a login cookie for every site', [COOKIE], inCookies(/SameSite=Lax/, 'SameSite=None')],
    ['missing cookies', [COOKIE], withHeaders({ 'set-cookie': undefined })],
    [
      'a sign-in that redirects elsewhere',
      ['sign-in leads to the platform'],
      inLocation(/^[^?]*/, 'https://elsewhere.example/'),
    ],
    [
      'a sign-in with a smaller scope',
      ['what is asked of the platform'],
      inLocation('+balance', ''),
    ],
    ['sign-ins from a cache', ['each sign-in'], cached(SIGN_IN)],
    [
      'a callback that is not forwarded',
      ['a callback that nobody began'],
      respond('/oauth/callback', { status: 404 }),
    ],
    [
      'a content security policy of the web server',
      ['security headers'],
      withHeaders({ 'content-security-policy': "default-src 'self' 'unsafe-inline'" }),
    ],
    [
      'a page that repeats the query',
      ['the page'],
      forPath('/', (response) => {
        response.body = decodeURIComponent(response.path);
      }),
    ],
    [
      'a 404 page of the web server',
      ['an address with nothing behind it'],
      respond('/no-such-page', { body: '<h1>nginx</h1>' }),
    ],
    ['public metrics', ['metrics'], respond('/metrics', { status: 200 })],
    [
      'error pages of the web server',
      ['nobody signed in', 'a garbage cookie'],
      respond('/api/user/info', { body: '<h1>401</h1>' }),
    ],
    ['a health check of the web server', ['alive'], respond('/healthz', { body: 'ok' })],
    [
      'a CSRF header added to every request',
      ['a call without X-CSRF'],
      { request: (headers) => void Object.assign(headers, { 'x-csrf': '1' }) },
    ],
    [
      'browser headers that are removed',
      ['a call from another site', 'what the browser calls cross-site'],
      {
        request: (headers) => {
          delete headers.origin;
          delete headers['sec-fetch-site'];
        },
      },
    ],
    ['an old version', ['version'], {}, {}, { version: '1.10.0' }],
    ['a newer version', [], {}, {}, { version: '1.2.2' }],
    ['plain http on a public address', ['https'], {}, {}, { target: { loopback: false } }],
    ['a self-signed certificate', ['certificate'], HTTPS],
    ['a certificate for another name', ['certificate'], { certificate: 'elsewhere' }],
    [
      'an expired certificate',
      ['certificate', 'certificate’s end'],
      HTTPS,
      {},
      { now: () => Date.UTC(2127, 0) },
    ],
    [
      'a missing HSTS header',
      ['certificate', 'HSTS'],
      { ...HTTPS, ...withHeaders({ 'strict-transport-security': undefined }) },
      {},
      { target: { onDefaultPort: true } },
    ],
    ['cookies without Secure', ['certificate', COOKIE], { ...HTTPS, ...inCookies(/; Secure/, '') }],
    [
      'a proxy that is configured for plain http',
      ['certificate', 'callback address', COOKIE],
      HTTPS,
      { publicOrigin: 'http://localhost:1' },
    ],
  ])('%s', async (_problem, failed, webServer, proxy, options) => {
    const { address } = await behind(webServer, proxy);
    const findings = await findingsAt(address, options);
    expect(checks(findings, 'fail')).toEqual(failed);
    for (const { verdict, remedy } of findings) {
      expect(remedy === undefined).toBe(verdict === 'pass' || verdict === 'skip');
    }
  });

  test('a callback address on another origin', async () => {
    const { address } = await behind({}, { publicOrigin: 'https://wallet.example.com' });
    const findings = await findingsAt(address);
    expect(checks(findings, 'fail')).toEqual(['callback address']);
    expect(findings.find(({ check }) => check === 'callback address')?.remedy).toContain(
      `${address}/oauth/callback`,
    );
  });

  test('client credentials that the platform refuses', async () => {
    const { address, proxy } = await behind();
    const client = proxy.browser();
    proxy.platform.misbehave('token', { status: 401, body: { error: 'invalid_client' } });
    await client.navigate(await client.authorize(), 'another-site');
    const findings = await findingsAt(address);
    expect(checks(findings, 'fail')).toEqual(['ready']);
    expect(findings.find(({ check }) => check === 'ready')).toMatchObject({
      seen: 'no: platform_misconfigured',
      remedy: expect.stringContaining('OAUTH_CLIENT_SECRET'),
    });
  });

  test('another server at the address', async () => {
    const server = createServer((_request, response) => response.end('<h1>Hello</h1>'));
    const { port, close } = await listen(server);
    onTestFinished(close);
    const findings = await findingsAt(`http://127.0.0.1:${port}`);
    expect(checks(findings, 'fail')).toEqual(['who answers']);
  });

  test('a stopped proxy behind its web server', async () => {
    const { address, proxy } = await behind();
    await proxy.stop();
    const findings = await findingsAt(address);
    expect(checks(findings, 'fail')).toEqual(['who answers']);
    expect(findings.at(-1)?.seen).toContain('no answer from the proxy (502)');
  });

  test('a closed port', async () => {
    const findings = await findingsAt(`http://127.0.0.1:${await freePort()}`);
    expect(findings).toMatchObject([{ check: 'the address', verdict: 'fail' }]);
  });
});

describe('over https', () => {
  test.each([
    ['0', 'not sent: it would hold for every port of the host'],
    ['86400', 'for 1 days, on every port of the host'],
  ])('HSTS_MAX_AGE=%s passes on a port other than 443 [P18]', async (seconds, seen) => {
    const { address } = await behind(HTTPS, { env: { HSTS_MAX_AGE: seconds } });
    expect(await findingsAt(address)).toContainEqual({ check: 'HSTS', verdict: 'pass', seen });
  });

  test('the certificate is read through the outbound proxy', async () => {
    const outbound = await startOutboundProxy();
    const { address } = await behind(HTTPS);
    const url = new URL(`http://operator:pa55word@${outbound.host}`);
    const certificate = await readCertificate(readTarget(address) as Target, url);
    expect(certificate).toMatchObject({ problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(outbound.requests).toMatchObject([
      {
        method: 'CONNECT',
        target: new URL(address).host,
        headers: {
          'proxy-authorization': `Basic ${Buffer.from('operator:pa55word').toString('base64')}`,
        },
      },
    ]);
    const { host } = await startOutboundProxy({ refuseWith: 403 });
    const refused = readCertificate(readTarget(address) as Target, new URL(`http://${host}`));
    await expect(refused).rejects.toThrow('refused by the outbound proxy');
  });
});

describe('only a warning', () => {
  test.each<[string, ForwarderOptions, ProxyOptions, DoctorOptions, string]>([
    ['PKCE switched off', {}, { env: { OAUTH_PKCE: 'off' } }, {}, 'PKCE'],
    ['a Server header', withHeaders({ server: 'nginx/1' }), {}, {}, 'software versions'],
    ['clocks that differ', {}, {}, { now: () => Date.now() + 60_000 }, 'clock'],
  ])('%s', async (_kind, manners, proxyOptions, options, check) => {
    const { address } = await behind(manners, proxyOptions);
    const findings = await findingsAt(address, options);
    expect(checks(findings, 'warn')).toEqual([check]);
    expect(checks(findings, 'fail')).toEqual([]);
  });
});

const CHALLENGE = { status: 403, headers: { 'cf-mitigated': 'challenge' }, body: '<html>' };

describe('the platform as seen from this machine', () => {
  const CHECK = 'the platform, seen from here';
  type Fault = NonNullable<Parameters<Platform['misbehave']>[1]>;

  test.each<[string, Fault, Finding['verdict'], RegExp]>([
    ['a challenge', CHALLENGE, 'fail', /^a challenge page stands in front of \S+ \(status 403\)$/],
    [
      'a redirect to another host',
      { status: 302, headers: { location: 'https://login.example/a?b=c' }, body: '' },
      'fail',
      /redirects to login\.example \(status 302\)$/,
    ],
    [
      'a sign-in page',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
      'fail',
      /sends an HTML page \(status 200\)$/,
    ],
    ['another program', { status: 404, body: { detail: 'x' } }, 'fail', /does not answer.*404\)$/],
    ['a text', { status: 200, body: 'hello' }, 'fail', /does not answer as the platform does/],
    ['a refusal with 200', { status: 200, body: { success: false, message: 'x' } }, 'pass', /./],
    ['a refusal with status 403', { status: 403, body: { error: 'forbidden' } }, 'pass', /./],
    ['a bare 401', { status: 401, body: '' }, 'pass', /./],
    ['an outage', { status: 503, body: { error: 'x' } }, 'warn', /./],
    ['a reset', { reset: true }, 'warn', /./],
  ])('%s', async (_kind, fault, verdict, seen) => {
    const { address, proxy } = await behind();
    proxy.platform.misbehave('userinfo', fault);
    const findings = await findingsAt(address);
    expect(checks(findings, 'fail').filter((check) => check !== CHECK)).toEqual([]);
    const finding = findings.find(({ check }) => check === CHECK);
    expect(finding?.verdict).toBe(verdict);
    expect(finding?.seen).toMatch(seen);
  });
});

describe('--metrics: unusable platform responses', () => {
  const CHECK = 'the platform, seen by the proxy';

  function metricsFrom(origin: string) {
    const dispatcher = new Agent();
    onTestFinished(() => dispatcher.close());
    return () => fetcherFor(origin, dispatcher)('/metrics');
  }

  async function findingsWith(faults: readonly object[]): Promise<Finding[]> {
    const { address, proxy } = await behind({}, { metrics: true, env: { USERINFO_MAX_AGE: '0' } });
    const client = await proxy.signedIn();
    for (const fault of faults) {
      proxy.platform.misbehave('userinfo', fault);
      await client.api('/api/user/info');
      proxy.platform.misbehave('userinfo', null);
    }
    proxy.platform.expireAccessTokens();
    await client.api('/api/user/info');
    const fetchMetrics = metricsFrom(proxy.metricsUrl);
    return (await findingsAt(address, { fetchMetrics })).filter(({ check }) => check === CHECK);
  }

  test('an expired token alone passes', async () => {
    expect(await findingsWith([])).toEqual([
      { check: CHECK, verdict: 'pass', seen: 'every response could be used' },
    ]);
  });

  test('a missing field and a challenge page give a warning each', async () => {
    const found = await findingsWith([{ body: { id: 1 } }, { body: { id: 1 } }, CHALLENGE]);
    expect(found.map(({ verdict, seen }) => [verdict, seen]).toSorted()).toEqual([
      ['warn', 'a challenge page came from the userinfo endpoint once since the proxy started'],
      [
        'warn',
        'a response in which a field is missing came from the userinfo endpoint 2 times since the proxy started',
      ],
    ]);
  });

  test('an address without metrics fails', async () => {
    const { address, proxy } = await behind();
    const findings = await findingsAt(address, { fetchMetrics: metricsFrom(proxy.url) });
    expect(checks(findings, 'fail')).toEqual([CHECK]);
  });
});

describe('the command', () => {
  const TRUST = { NODE_EXTRA_CA_CERTS: pathOf('localhost', 'crt') };
  const runWith = (env: Record<string, string>, ...args: string[]) =>
    runScript('cli/doctor/main.ts', { ...TRUST, ...env }, tmpdir(), args);
  const run = (...args: string[]) => runWith({}, ...args);

  test('prints a table and exits with 0 if nothing failed', async () => {
    const { address } = await behind(HTTPS);
    const { code, output } = await run(address);
    expect(output).toMatch(/^pass {2}certificate +trusted, and for this name$/m);
    expect(output).toMatch(/^pass {2}certificate’s end +\d+ days left$/m);
    expect(output).toMatch(/\d+ passed, 0 failed\n$/);
    expect(output).not.toMatch(/FAIL|WARN/);
    expect(code).toBe(0);
  });

  test('prints the remedy and exits with 1 if a check failed', async () => {
    const { address } = await behind(withHeaders({ 'access-control-allow-origin': '*' }));
    const { code, output } = await run(address);
    expect(output).toMatch(/^FAIL {2}CORS .*\n {6}Take the CORS headers out/m);
    expect(output).toContain('1 failed');
    expect(code).toBe(1);
  });

  test('prints JSON with --json', async () => {
    const { address } = await behind();
    const { code, output } = await run(address, '--json');
    const report = JSON.parse(output) as { address: string; findings: Finding[] };
    expect(report.address).toBe(address);
    expect(report.findings).toContainEqual({ check: 'version', verdict: 'pass', seen: '1.2.3' });
    expect(code).toBe(0);
  });

  test('reaches the platform through the outbound proxy, and a loopback target directly', async () => {
    const outbound = await startOutboundProxy();
    const { address, proxy } = await behind({}, { metrics: true });
    const metrics = `${proxy.metricsUrl}/metrics`;
    const env = { HTTP_PROXY: `http://${outbound.host}` };
    const { code, output } = await runWith(env, address, '--metrics', metrics);
    expect(output).toMatch(/^pass {2}the platform, seen by the proxy +every response/m);
    expect(code).toBe(0);
    expect(outbound.requests.map(({ target }) => target)).toEqual([
      `${proxy.platform.url}/api/oauth2/userinfo`,
    ]);
  });

  const USAGE = 'npm run doctor -- https://wallet.example.com';

  test.each<[args: string[], output: string, code: number, env?: Record<string, string>]>([
    [['--help'], 'Exit code', 0],
    [[], USAGE, 2],
    [['http://a', '--metrics', 'nonsense'], USAGE, 2],
    [['nonsense'], USAGE, 2],
    [['ftp://example.com'], USAGE, 2],
    [['http://a', 'http://b'], USAGE, 2],
    [['--jsn'], USAGE, 2],
    [['https://a.example'], 'HTTPS_PROXY must begin with', 2, { HTTPS_PROXY: 'socks5://x' }],
  ])(
    'with the arguments %j prints "%s" and exits with %d',
    async (args, text, exitCode, env = {}) => {
      const { code, output } = await runWith(env, ...args);
      expect(output).toContain(text);
      expect(code).toBe(exitCode);
    },
  );
});
