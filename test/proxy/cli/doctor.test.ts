import { tmpdir } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { certificateDuring } from '../../../proxy/cli/doctor/certificate.ts';
import { fetcherFor } from '../../../proxy/cli/doctor/fetch.ts';
import type { Finding } from '../../../proxy/cli/doctor/finding.ts';
import { NO_OUTBOUND_PROXIES } from '../../../proxy/config/outbound-proxies.ts';
import { createDispatcher } from '../../../proxy/platform/transport/dispatcher.ts';
import { pathOf } from '../../support/certificates/pem.ts';
import type { Fault } from '../../support/fake-platform/platform.ts';
import { behind, checks, findingsAt } from '../../support/proxy/doctor.ts';
import { runScript } from '../../support/proxy/exit.ts';
import { withHeaders } from '../../support/proxy/forwarder.ts';
import { startOutboundProxy } from '../../support/proxy/outbound-proxy-server.ts';

const HTTPS = { certificate: 'localhost' } as const;
const CHALLENGE = { status: 403, headers: { 'cf-mitigated': 'challenge' }, body: '<html>' };

describe('the platform as seen from this machine', () => {
  const CHECK = 'the platform, seen from here';

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
    const findings = await findingsAt(address, { metricsAt: proxy.metricsUrl });
    return findings.filter(({ check }) => check === CHECK);
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
    const findings = await findingsAt(address, { metricsAt: proxy.url });
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

test('the certificate is read through the outbound proxy', async () => {
  const outbound = await startOutboundProxy();
  const { address } = await behind(HTTPS);
  const dispatcher = createDispatcher({
    timeoutMs: 5_000,
    outboundProxies: { ...NO_OUTBOUND_PROXIES, httpsProxy: `http://${outbound.host}` },
    rejectUnauthorized: false,
  });
  onTestFinished(() => dispatcher.close());
  const certificate = await certificateDuring(address, () => fetcherFor(address, dispatcher)('/'));
  expect(certificate).toMatchObject({ problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect(outbound.requests).toMatchObject([{ method: 'CONNECT', target: new URL(address).host }]);
});
