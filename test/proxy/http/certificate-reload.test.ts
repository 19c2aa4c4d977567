import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Agent } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type CertificateHost, pemOf } from '../../support/certificates/pem.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';
import { Client } from '../../support/proxy/client.ts';
import { holdRequests } from '../../support/proxy/hold-requests.ts';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

const YEAR = 365 * 86_400;

const fingerprintOf = (host: CertificateHost) =>
  new X509Certificate(pemOf(host, 'crt')).fingerprint256;

const FINGERPRINTS = {
  localhost: fingerprintOf('localhost'),
  elsewhere: fingerprintOf('elsewhere'),
};

const FILES = { crt: 'fullchain.pem', key: 'privkey.pem' } as const;

/** A folder with the pair `localhost` in it. */
function makeFolder(): string {
  const folder = emptyFolder();
  put(folder, 'localhost');
  return folder;
}

function put(folder: string, pair: CertificateHost): void {
  writeFileSync(join(folder, FILES.crt), pemOf(pair, 'crt'));
  writeFileSync(join(folder, FILES.key), pemOf(pair, 'key'));
}

/** A proxy that serves https with what is in a folder. */
async function startOn(folder = makeFolder()) {
  const [certFile, keyFile] = [join(folder, FILES.crt), join(folder, FILES.key)];
  const proxy = await startProxy({
    publicOrigin: 'https://localhost',
    env: { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile },
    intervals: { certificateCheckMs: 20 },
  });
  const url = proxy.url.replace('http:', 'https:').replace('127.0.0.1', 'localhost');
  return { ...proxy, url, folder, certFile, keyFile };
}

type Started = Awaited<ReturnType<typeof startOn>>;

/** The fingerprint of the certificate that a new connection gets. */
async function servedNow({ url }: Started): Promise<string> {
  const port = Number(new URL(url).port);
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

function untilServed(proxy: Started, pair: CertificateHost): Promise<boolean> {
  return until(`the certificate ${pair}`, async () => {
    return (await servedNow(proxy)) === FINGERPRINTS[pair];
  });
}

const REJECTED = 'the certificate files cannot be used: the old certificate stays in use';

/** Waits until the files are rejected: with one line, and the old certificate in use. */
async function untilRejected(proxy: Started, problem: RegExp): Promise<void> {
  const lines = () => linesOf(proxy.log(), REJECTED);
  await until('a line', () => lines().length > 0);
  expect(lines()).toMatchObject([{ level: 50, problem: expect.stringMatching(problem) }]);
  expect(await servedNow(proxy)).toBe(FINGERPRINTS.localhost);
}

describe('a renewed certificate', () => {
  test('is used for new connections; open connections and their requests continue', async () => {
    const proxy = await startOn();
    const agent = new Agent({ connect: { ca: pemOf('localhost', 'crt') }, connections: 1 });
    onTestFinished(() => agent.close());
    let connections = 0;
    agent.on('connect', () => {
      connections += 1;
    });
    const client = new Client(proxy.url, proxy.platform, agent);
    const { arrived, release } = holdRequests(proxy.platform, 'token');
    const signIn = client.signIn();
    await arrived;

    put(proxy.folder, 'elsewhere');
    await untilServed(proxy, 'elsewhere');
    release();

    expect(await signIn).toBe('/?login=success');
    expect((await client.api('/api/user/info')).status).toBe(200);
    expect(connections).toBe(1);
    const [line] = linesOf(proxy.log(), 'new connections get the new certificate');
    expect(line).toMatchObject({ level: 30, expires: '2126-10-30T03:27:17.000Z' });
  });

  test('is used without refusing any of many new connections', async () => {
    const proxy = await startOn();
    const seen = new Set<string>();
    for (const pair of ['elsewhere', 'localhost', 'elsewhere'] as const) {
      put(proxy.folder, pair);
      await until(`the certificate ${pair}`, async () => {
        const served = await Promise.all(Array.from({ length: 10 }, () => servedNow(proxy)));
        for (const fingerprint of served) seen.add(fingerprint);
        return served.every((fingerprint) => fingerprint === FINGERPRINTS[pair]);
      });
    }
    expect(seen).toEqual(new Set(Object.values(FINGERPRINTS)));
    expect(linesOf(proxy.log(), 'new connections get the new certificate')).toHaveLength(3);
  });

  test('may be a replaced symbolic link, as with certbot', async () => {
    const folder = makeFolder();
    for (const pair of ['localhost', 'elsewhere'] as const) {
      mkdirSync(join(folder, pair));
      put(join(folder, pair), pair);
    }
    const turnTo = (pair: CertificateHost) => {
      for (const file of Object.values(FILES)) {
        symlinkSync(join(pair, file), join(folder, 'turned'));
        renameSync(join(folder, 'turned'), join(folder, file));
      }
    };
    turnTo('localhost');
    const proxy = await startOn(folder);
    turnTo('elsewhere');
    await untilServed(proxy, 'elsewhere');
  });
});

describe('files that cannot be used', () => {
  test('are logged once and ignored until they are a pair', async () => {
    const proxy = await startOn();
    writeFileSync(proxy.certFile, pemOf('elsewhere', 'crt'));
    await untilRejected(
      proxy,
      /^TLS_KEY_FILE names a key that does not belong to the certificate of TLS_CERT_FILE$/,
    );
    writeFileSync(proxy.keyFile, pemOf('elsewhere', 'key'));
    await untilServed(proxy, 'elsewhere');
    expect(linesOf(proxy.log(), REJECTED)).toHaveLength(1);
  });

  const certificate = pemOf('localhost', 'crt');
  test.each([
    ['certFile', '', /^TLS_CERT_FILE names a file that is not a PEM certificate$/],
    ['certFile', certificate.slice(0, 300), /^TLS_CERT_FILE names a file that is not a PEM/],
    ['certFile', certificate + certificate.slice(0, 300), /^TLS_CERT_FILE .* chain .*\(bad end/],
    ['keyFile', 'half a key', /^TLS_KEY_FILE names a file that is not a PEM private key/],
    ['certFile', undefined, /^TLS_CERT_FILE names a file that cannot be read$/],
    ['keyFile', undefined, /^TLS_KEY_FILE names a file that cannot be read$/],
  ] as const)('are ignored: %s with content %#', async (which, content, problem) => {
    const proxy = await startOn();
    const before = readFileSync(proxy[which], 'utf8');
    if (content === undefined) rmSync(proxy[which]);
    else writeFileSync(proxy[which], content);
    await untilRejected(proxy, problem);
    writeFileSync(proxy[which], before);
    const again = 'the certificate files match the certificate in use again';
    await until('a line that all is well', () => linesOf(proxy.log(), again).length > 0);
    expect(linesOf(proxy.log(), REJECTED)).toHaveLength(1);
    expect(proxy.log()).not.toContain('PRIVATE KEY');
  });

  test.each([
    ['that has expired', 101, /^TLS_CERT_FILE names a certificate that ended at 2126-/],
    ['that is not valid yet', -10, /^TLS_CERT_FILE names a certificate that begins at 2026-/],
  ])('are ignored: a certificate %s', async (_, years, problem) => {
    const proxy = await startOn();
    proxy.clock.pass(years * YEAR);
    put(proxy.folder, 'elsewhere');
    await untilRejected(proxy, problem);
  });
});

test('a certificate that expires soon or has expired is logged once a day', async () => {
  const proxy = await startOn();
  const soon = () => linesOf(proxy.log(), 'the certificate expires soon and has not been replaced');
  const expired = () => linesOf(proxy.log(), 'the certificate has expired: browsers refuse it');
  proxy.clock.pass(90 * YEAR);
  await until('a warning', () => soon().length === 1);
  proxy.clock.pass(86_400);
  await until('one more', () => soon().length === 2);
  proxy.clock.pass(11 * YEAR);
  await until('another one', () => expired().length === 1);
  expect(soon()).toMatchObject([{ level: 40 }, { level: 40 }]);
});
