import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { examine } from '../../proxy/doctor/examine.ts';
import type { Finding } from '../../proxy/doctor/finding.ts';
import { readTarget, type Target } from '../../proxy/doctor/target.ts';
import { visitorOf } from '../../proxy/doctor/visit.ts';
import { bareEnvironment, ROOT } from '../build/tools.ts';
import { freePort } from '../ports/free-port.ts';
import { forward, type Manners } from './forwarder.ts';
import { type ProxyOptions, startProxy } from './running-proxy.ts';

const TRUSTED = fileURLToPath(new URL('../certificates/localhost.crt', import.meta.url));

interface Visit {
  target?: Partial<Target>;
  version?: string;
  now?: () => number;
}

/** What the doctor finds at an address. */
async function findingsAt(address: string, visit: Visit = {}): Promise<Finding[]> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  onTestFinished(() => dispatcher.close());
  const target = { ...(readTarget(address) as Target), ...visit.target };
  const visitorTo = (origin: string) => visitorOf(origin, dispatcher);
  return examine({
    target,
    visit: visitorTo(target.origin),
    visitorTo,
    version: visit.version ?? '1.2.3',
    now: visit.now ?? Date.now,
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
  expect(proxy.platform.calls).toEqual([]);
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
  test.each<[string, Manners, Visit, string[]]>([
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
  ])('%s is found', async (_fault, manners, visit, wanted) => {
    const { address } = await behind(manners);
    expect(checks(await findingsAt(address, visit), 'fail')).toEqual(wanted);
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
  test.each<[string, Manners, ProxyOptions, Visit, string]>([
    ['PKCE switched off', {}, { env: { OAUTH_PKCE: 'off' } }, {}, 'PKCE'],
    [
      'a version told',
      { answer: withHeaders({ server: 'nginx/1.22.1' }) },
      {},
      {},
      'software versions',
    ],
    ['clocks that differ', {}, {}, { now: () => Date.now() + 60_000 }, 'clock'],
  ])('%s', async (_kind, manners, options, visit, check) => {
    const { address } = await behind(manners, options);
    const findings = await findingsAt(address, visit);
    expect(checks(findings, 'warn')).toEqual([check]);
    expect(checks(findings, 'fail')).toEqual([]);
  });
});

describe('the command', () => {
  async function run(...args: string[]) {
    const child = spawn(process.execPath, [join(ROOT, 'proxy/doctor/main.ts'), ...args], {
      env: { ...bareEnvironment(), NODE_EXTRA_CA_CERTS: TRUSTED },
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

  test.each([
    [[]],
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
