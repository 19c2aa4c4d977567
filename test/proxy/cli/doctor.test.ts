import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readCertificate } from '../../../proxy/cli/doctor/certificate.ts';
import { type DoctorResponse, fetcherFor } from '../../../proxy/cli/doctor/fetch.ts';
import type { Finding } from '../../../proxy/cli/doctor/finding.ts';
import { runChecks } from '../../../proxy/cli/doctor/run-checks.ts';
import { readTarget, type Target } from '../../../proxy/cli/doctor/target.ts';
import { bareEnvironment, ROOT } from '../../support/build/tools.ts';
import type { Platform } from '../../support/fake-platform/platform.ts';
import { freePort } from '../../support/ports/free-port.ts';
import { forward, type Manners } from '../../support/proxy/forwarder.ts';
import { startOutboundProxy } from '../../support/proxy/outbound-proxy-server.ts';
import { type ProxyOptions, startProxy } from '../../support/proxy/running-proxy.ts';

const TRUSTED = fileURLToPath(new URL('../../support/certificates/localhost.crt', import.meta.url));

interface Options {
  fetchMetrics?: () => Promise<DoctorResponse>;
  target?: Partial<Target>;
  version?: string;
  now?: () => number;
}

/** What the doctor finds at an address. */
async function findingsAt(address: string, options: Options = {}): Promise<Finding[]> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  onTestFinished(() => dispatcher.close());
  const target = { ...(readTarget(address) as Target), ...options.target };
  const lenientFetcherFor = (origin: string) => fetcherFor(origin, dispatcher);
  return runChecks({
    target,
    fetchProxy: lenientFetcherFor(target.origin),
    lenientFetcherFor,
    strictFetcherFor: lenientFetcherFor,
    fetchMetrics: options.fetchMetrics,
    version: options.version ?? '1.2.3',
    now: options.now ?? Date.now,
  });
}

/** A proxy behind a web server; gives the address of the latter. */
async function behind(manners: Manners, options: ProxyOptions = {}) {
  const port = await freePort();
  const address = manners.certificate ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  const proxy = await startProxy({ publicOrigin: address, ...options });
  await forward(port, proxy.url, manners);
  return { address, proxy };
}

function checks(findings: readonly Finding[], verdict: Finding['verdict']): string[] {
  return findings.filter((one) => one.verdict === verdict).map(({ check }) => check);
}

type Change = NonNullable<Manners['answer']>;

/** Changes headers of every answer; undefined takes one away. */
const withHeaders =
  (changes: Record<string, string | undefined>): Change =>
  ({ headers }) => {
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) delete headers[name];
      else headers[name] = value;
    }
  };

/** Changes each cookie that is set. */
const withCookies =
  (change: (cookie: string) => string): Change =>
  ({ headers }) => {
    const cookies = [headers['set-cookie'] ?? []].flat();
    if (cookies.length > 0) headers['set-cookie'] = cookies.map(change);
  };

const forPath =
  (path: string, change: Change): Change =>
  (answer) => {
    if (answer.path.split('?')[0] === path) change(answer);
  };

/** As a cache would: the first answer serves everybody. */
function remembering(path: string): Change {
  let first: string | undefined;
  return forPath(path, ({ headers }) => {
    first ??= JSON.stringify(headers);
    Object.assign(headers, JSON.parse(first));
  });
}

test('a proxy behind a web server that does nothing but forward has no fault', async () => {
  const { address, proxy } = await behind({});
  const findings = await findingsAt(address);
  expect(findings.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  expect(findings.length).toBeGreaterThan(20);
  const [call, ...others] = proxy.platform.calls;
  expect(others).toEqual([]);
  expect(call).toMatchObject({ method: 'GET', path: '/api/oauth2/userinfo' });
  expect(call?.headers.authorization).toBeUndefined();
  expect(call?.headers['user-agent']).toMatch(/^balance-companion\/\d/);
  expect(await proxy.store.count()).toBe(0);
});

describe('each fault is found, and nothing else', () => {
  test.each<[string, Manners, string[]]>([
    ['CORS headers', { answer: withHeaders({ 'access-control-allow-origin': '*' }) }, ['CORS']],
    [
      'the header added to every request',
      {
        request: (headers) => {
          headers['x-csrf'] = '1';
        },
      },
      ['a call without X-CSRF'],
    ],
    [
      'headers of the browser dropped',
      {
        request: (headers) => {
          delete headers.origin;
          delete headers['sec-fetch-site'];
        },
      },
      ['a call from another site', 'what the browser calls cross-site'],
    ],
    [
      'what is personal made public',
      { answer: withHeaders({ 'cache-control': 'public, max-age=60' }) },
      ['caches'],
    ],
    ['answers out of a cache', { answer: withHeaders({ age: '12' }) }, ['caches']],
    ['a Vary header lost', { answer: withHeaders({ vary: undefined }) }, ['caches']],
    [
      'a cookie that scripts can read',
      { answer: withCookies((cookie) => cookie.replace('; HttpOnly', '')) },
      ['the sign-in’s cookie'],
    ],
    [
      'a cookie for the whole domain',
      { answer: withCookies((cookie) => `${cookie}; Domain=example.com`) },
      ['the sign-in’s cookie'],
    ],
    [
      'a cookie that goes anywhere',
      { answer: withCookies((cookie) => cookie.replace('SameSite=Lax', 'SameSite=None')) },
      ['the sign-in’s cookie'],
    ],
    [
      'cookies dropped',
      { answer: withHeaders({ 'set-cookie': undefined }) },
      ['the sign-in’s cookie'],
    ],
    [
      'the way to the platform bent',
      {
        answer: forPath('/auth/oauth/start', ({ headers }) => {
          headers.location = String(headers.location).replace(
            /^[^?]*/,
            'https://elsewhere.example/',
          );
        }),
      },
      ['sign-in leads to the platform'],
    ],
    [
      'a way to the platform that asks for less',
      {
        answer: forPath('/auth/oauth/start', ({ headers }) => {
          headers.location = String(headers.location).replace('+balance', '');
        }),
      },
      ['what is asked of the platform'],
    ],
    ['sign-ins out of a cache', { answer: remembering('/auth/oauth/start') }, ['each sign-in']],
    [
      'a callback that is not passed on',
      {
        answer: forPath('/oauth/callback', (answer) => {
          answer.status = 404;
        }),
      },
      ['a callback that nobody began'],
    ],
    [
      'a policy of the web server',
      { answer: withHeaders({ 'content-security-policy': "default-src 'self' 'unsafe-inline'" }) },
      ['security headers'],
    ],
    [
      'a page that repeats what it is sent',
      {
        answer: forPath('/', (answer) => {
          answer.body += decodeURIComponent(answer.path);
        }),
      },
      ['the page'],
    ],
    [
      'a page of its own where nothing is',
      {
        answer: forPath('/no-such-page', (answer) => {
          answer.body = '<h1>nginx</h1>';
        }),
      },
      ['an address with nothing behind it'],
    ],
    [
      'metrics for everybody',
      {
        answer: forPath('/metrics', (answer) => {
          answer.status = 200;
        }),
      },
      ['metrics'],
    ],
    [
      'errors with a page instead of the reason',
      {
        answer: (answer) => {
          if (answer.status === 401) answer.body = '<h1>401</h1>';
        },
      },
      ['nobody signed in', 'a garbage cookie'],
    ],
    [
      'a health check of its own',
      {
        answer: forPath('/healthz', (answer) => {
          answer.body = 'ok';
        }),
      },
      ['alive'],
    ],
  ])('%s', async (_fault, manners, wanted) => {
    const { address } = await behind(manners);
    const findings = await findingsAt(address);
    expect(checks(findings, 'fail')).toEqual(wanted);
    for (const { verdict, remedy } of findings) {
      expect(remedy === undefined).toBe(verdict === 'pass' || verdict === 'skip');
    }
  });

  test('a callback on another origin', async () => {
    const { address } = await behind({}, { publicOrigin: 'https://wallet.example.com' });
    const findings = await findingsAt(address);
    expect(checks(findings, 'fail')).toEqual(['callback address']);
    expect(findings.find(({ check }) => check === 'callback address')?.remedy).toContain(
      `${address}/oauth/callback`,
    );
  });

  test('a platform that refuses the proxy’s credentials', async () => {
    const { address, proxy } = await behind({});
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

  test('a version that is too old', async () => {
    const { address } = await behind({});
    expect(checks(await findingsAt(address, { version: '1.10.0' }), 'fail')).toEqual(['version']);
    expect(checks(await findingsAt(address, { version: '1.2.2' }), 'fail')).toEqual([]);
  });

  test('plain http that is open to the world', async () => {
    const { address } = await behind({});
    const findings = await findingsAt(address, { target: { loopback: false } });
    expect(checks(findings, 'fail')).toEqual(['https']);
  });

  test('something else at the address', async () => {
    const server = createServer((_request, response) => response.end('<h1>Hello</h1>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const findings = await findingsAt(`http://127.0.0.1:${port}`);
    expect(checks(findings, 'fail')).toEqual(['who answers']);
  });

  test('a web server whose proxy is down', async () => {
    const { address, proxy } = await behind({});
    await proxy.stop();
    const findings = await findingsAt(address);
    expect(checks(findings, 'fail')).toEqual(['who answers']);
    expect(findings.at(-1)?.seen).toContain('no answer from the proxy (502)');
  });

  test('nothing at the address', async () => {
    const findings = await findingsAt(`http://127.0.0.1:${await freePort()}`);
    expect(findings).toMatchObject([{ check: 'the address', verdict: 'fail' }]);
  });
});

describe('over https', () => {
  test.each<[string, Manners, Options, string[]]>([
    ['a certificate that nobody vouches for', { certificate: 'localhost' }, {}, ['certificate']],
    ['a certificate for another name', { certificate: 'elsewhere' }, {}, ['certificate']],
    [
      'one that has run out',
      { certificate: 'localhost' },
      { now: () => Date.UTC(2127, 0) },
      ['certificate', 'certificate’s end'],
    ],
    [
      'no HSTS',
      { certificate: 'localhost', answer: withHeaders({ 'strict-transport-security': undefined }) },
      { target: { onDefaultPort: true } },
      ['certificate', 'HSTS'],
    ],
    [
      'cookies for plain http as well',
      { certificate: 'localhost', answer: withCookies((one) => one.replace('; Secure', '')) },
      {},
      ['certificate', 'the sign-in’s cookie'],
    ],
  ])('%s is found', async (_fault, manners, options, wanted) => {
    const { address } = await behind(manners);
    expect(checks(await findingsAt(address, options), 'fail')).toEqual(wanted);
  });

  test.each([
    ['0', 'not sent: it would hold for every port of the host'],
    ['86400', 'for 1 days, on every port of the host'],
  ])('HSTS_MAX_AGE=%s is no fault on a port other than 443 [P18]', async (seconds, seen) => {
    const { address } = await behind(
      { certificate: 'localhost' },
      { env: { HSTS_MAX_AGE: seconds } },
    );
    expect(await findingsAt(address)).toContainEqual({ check: 'HSTS', verdict: 'pass', seen });
  });

  test('the certificate is read through an outbound proxy where there is one', async () => {
    const outbound = await startOutboundProxy();
    const { address } = await behind({ certificate: 'localhost' });
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

  test('a proxy that takes itself for one on plain http', async () => {
    const { address } = await behind(
      { certificate: 'localhost' },
      { publicOrigin: 'http://localhost:1' },
    );
    expect(checks(await findingsAt(address), 'fail')).toEqual([
      'certificate',
      'callback address',
      'the sign-in’s cookie',
    ]);
  });
});

describe('worth a look, and no fault', () => {
  test.each<[string, Manners, ProxyOptions, Options, string]>([
    ['PKCE switched off', {}, { env: { OAUTH_PKCE: 'off' } }, {}, 'PKCE'],
    [
      'a version told',
      { answer: withHeaders({ server: 'nginx/1.22.1' }) },
      {},
      {},
      'software versions',
    ],
    ['clocks that differ', {}, {}, { now: () => Date.now() + 60_000 }, 'clock'],
  ])('%s', async (_kind, manners, proxyOptions, options, check) => {
    const { address } = await behind(manners, proxyOptions);
    const findings = await findingsAt(address, options);
    expect(checks(findings, 'warn')).toEqual([check]);
    expect(checks(findings, 'fail')).toEqual([]);
  });
});

describe('what stands between this machine and the platform', () => {
  const CHECK = 'the platform, seen from here';
  type Fault = NonNullable<Parameters<Platform['misbehave']>[1]>;

  async function findingFor(fault: Fault): Promise<Finding | undefined> {
    const { address, proxy } = await behind({});
    proxy.platform.misbehave('userinfo', fault);
    const findings = await findingsAt(address);
    expect(checks(findings, 'fail').filter((check) => check !== CHECK)).toEqual([]);
    return findings.find(({ check }) => check === CHECK);
  }

  test.each<[string, Fault, RegExp]>([
    [
      'a challenge page',
      { status: 403, headers: { 'cf-mitigated': 'challenge' }, body: '<!DOCTYPE html>' },
      /^a challenge page stands in front of \S+ \(status 403\)$/,
    ],
    [
      'a redirect to another host',
      { status: 302, headers: { location: 'https://login.example/a?b=c' }, body: '' },
      /redirects to login\.example \(status 302\)$/,
    ],
    [
      'a sign-in page',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
      /sends an HTML page \(status 200\)$/,
    ],
    ['another program', { status: 404, body: { detail: 'x' } }, /does not answer as .*404\)$/],
    ['a text', { status: 200, body: 'hello' }, /does not answer as the platform does/],
  ])('%s is a fault in one sentence', async (_kind, fault, seen) => {
    const finding = await findingFor(fault);
    expect(finding?.verdict).toBe('fail');
    expect(finding?.seen).toMatch(seen);
  });

  test.each<[string, Fault, Finding['verdict']]>([
    ['a refusal with status 200', { status: 200, body: { success: false, message: 'x' } }, 'pass'],
    ['a refusal with status 403', { status: 403, body: { error: 'forbidden' } }, 'pass'],
    ['a bare 401', { status: 401, body: '' }, 'pass'],
    ['an outage', { status: 503, body: { error: 'x' } }, 'warn'],
    ['a reset', { reset: true }, 'warn'],
  ])('%s is none', async (_kind, fault, verdict) => {
    expect((await findingFor(fault))?.verdict).toBe(verdict);
  });
});

describe('--metrics: what the platform has sent to the proxy', () => {
  const CHECK = 'the platform, seen by the proxy';

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
    const dispatcher = new Agent();
    onTestFinished(() => dispatcher.close());
    const fetchMetrics = () => fetcherFor(proxy.metricsUrl, dispatcher)('/metrics');
    return (await findingsAt(address, { fetchMetrics })).filter(({ check }) => check === CHECK);
  }

  test('nothing odd passes, an expired token included', async () => {
    expect(await findingsWith([])).toEqual([
      { check: CHECK, verdict: 'pass', seen: 'every response could be used' },
    ]);
  });

  test('a missing field and a challenge page are named', async () => {
    const challenge = { status: 403, headers: { 'cf-mitigated': 'challenge' }, body: '<html>' };
    const found = await findingsWith([{ body: { id: 1 } }, { body: { id: 1 } }, challenge]);
    expect(found.map(({ verdict, seen }) => [verdict, seen]).toSorted()).toEqual([
      ['warn', 'a challenge page came from the userinfo endpoint once since the proxy started'],
      [
        'warn',
        'a response in which a field is missing came from the userinfo endpoint 2 times since the proxy started',
      ],
    ]);
  });

  test('an address without metrics is a fault', async () => {
    const { address, proxy } = await behind({});
    const dispatcher = new Agent();
    onTestFinished(() => dispatcher.close());
    const fetchMetrics = () => fetcherFor(proxy.url, dispatcher)('/metrics');
    const findings = await findingsAt(address, { fetchMetrics });
    expect(checks(findings, 'fail')).toEqual([CHECK]);
  });
});

describe('the command', () => {
  const run = (...args: string[]) => runWith({}, ...args);

  async function runWith(env: Record<string, string>, ...args: string[]) {
    const child = spawn(process.execPath, [join(ROOT, 'proxy/cli/doctor/main.ts'), ...args], {
      env: { ...bareEnvironment(), NODE_EXTRA_CA_CERTS: TRUSTED, ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    const code = await new Promise((resolve) => child.once('close', resolve));
    return { code, output };
  }

  test('passes a proxy behind https, with a table', async () => {
    const { address } = await behind({ certificate: 'localhost' });
    const { code, output } = await run(address);
    expect(output).toMatch(/^pass {2}certificate +trusted, and for this name$/m);
    expect(output).toMatch(/^pass {2}certificate’s end +\d+ days left$/m);
    expect(output).toMatch(/\d+ passed, 0 failed\n$/);
    expect(output).not.toMatch(/FAIL|LOOK/);
    expect(code).toBe(0);
  });

  test('fails one with a fault, and says what to do', async () => {
    const { address } = await behind({
      answer: withHeaders({ 'access-control-allow-origin': '*' }),
    });
    const { code, output } = await run(address);
    expect(output).toMatch(/^FAIL {2}CORS .*\n {6}Take the CORS headers out/m);
    expect(output).toContain('1 failed');
    expect(code).toBe(1);
  });

  test('writes JSON for machines', async () => {
    const { address } = await behind({});
    const { code, output } = await run(address, '--json');
    const report = JSON.parse(output) as { address: string; findings: Finding[] };
    expect(report.address).toBe(address);
    expect(report.findings).toContainEqual({
      check: 'version',
      verdict: 'pass',
      seen: '1.2.3',
    });
    expect(code).toBe(0);
  });

  test('visits the platform through the outbound proxy, and a loopback target directly', async () => {
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

  test('says which outbound proxy setting is wrong', async () => {
    const { code, output } = await runWith({ HTTPS_PROXY: 'socks5://x' }, 'https://a.example');
    expect(output).toContain('HTTPS_PROXY must begin with');
    expect(code).toBe(2);
  });

  test.each([
    [[]],
    [['http://a', '--metrics', 'nonsense']],
    [['nonsense']],
    [['ftp://example.com']],
    [['http://a', 'http://b']],
    [['--jsn']],
  ])('cannot look at %j, and says how it is called', async (args) => {
    const { code, output } = await run(...args);
    expect(output).toContain('npm run doctor -- https://wallet.example.com');
    expect(code).toBe(2);
  });

  test('explains itself', async () => {
    const { code, output } = await run('--help');
    expect(output).toContain('Exit code');
    expect(code).toBe(0);
  });
});
