import { X509Certificate } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { Agent } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Client } from '../../support/proxy/client.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

const YEAR = 365 * 86_400;

function pem(name: 'localhost' | 'elsewhere', extension: 'crt' | 'key'): string {
  const file = new URL(`../../support/certificates/${name}.${extension}`, import.meta.url);
  return readFileSync(fileURLToPath(file), 'utf8');
}

const FINGERPRINTS = {
  localhost: new X509Certificate(pem('localhost', 'crt')).fingerprint256,
  elsewhere: new X509Certificate(pem('elsewhere', 'crt')).fingerprint256,
};

type Pair = keyof typeof FINGERPRINTS;

const FILES = { crt: 'fullchain.pem', key: 'privkey.pem' } as const;

/** A folder with the pair `localhost` in it. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  put(folder, 'localhost');
  return folder;
}

function put(folder: string, pair: Pair): void {
  writeFileSync(join(folder, FILES.crt), pem(pair, 'crt'));
  writeFileSync(join(folder, FILES.key), pem(pair, 'key'));
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
function servedNow({ url }: Started): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({
    port: Number(new URL(url).port),
    host: '127.0.0.1',
    rejectUnauthorized: false,
  });
  socket.once('secureConnect', () => {
    resolve(socket.getPeerCertificate().fingerprint256);
    socket.destroy();
  });
  socket.once('error', reject);
  return promise;
}

function untilServed(proxy: Started, pair: Pair): Promise<boolean> {
  return until(`the certificate ${pair}`, async () => {
    return (await servedNow(proxy)) === FINGERPRINTS[pair];
  });
}

function linesWith(proxy: Started, words: string): { problem?: string; level: number }[] {
  const lines = proxy.log().split('\n');
  return lines.filter((line) => line.includes(words)).map((line) => JSON.parse(line));
}

const REJECTED = 'the certificate files cannot be used: the old certificate stays in use';

describe('a renewed certificate', () => {
  test('is used for new connections; open connections and their requests continue', async () => {
    const proxy = await startOn();
    const agent = new Agent({ connect: { ca: pem('localhost', 'crt') }, connections: 1 });
    onTestFinished(() => agent.close());
    let connections = 0;
    agent.on('connect', () => {
      connections += 1;
    });
    const client = new Client(proxy.url, proxy.platform, agent);
    const { promise: gate, resolve: letThrough } = Promise.withResolvers<void>();
    proxy.platform.misbehave('token', { gate });
    const arrived = proxy.platform.nextRequest('token');
    const signIn = client.signIn();
    await arrived;

    put(proxy.folder, 'elsewhere');
    await untilServed(proxy, 'elsewhere');
    letThrough();

    expect(await signIn).toBe('/?login=success');
    expect((await client.api('/api/user/info')).status).toBe(200);
    expect(connections).toBe(1);
    const [line] = linesWith(proxy, 'new connections get the new certificate');
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
    expect(linesWith(proxy, 'new connections get the new certificate')).toHaveLength(3);
  });

  test('may be a replaced symbolic link, as with certbot', async () => {
    const folder = makeFolder();
    for (const pair of ['localhost', 'elsewhere'] as const) {
      mkdirSync(join(folder, pair));
      put(join(folder, pair), pair);
    }
    const turnTo = (pair: Pair) => {
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
    writeFileSync(proxy.certFile, pem('elsewhere', 'crt'));
    await until('a line', () => linesWith(proxy, REJECTED).length > 0);
    expect(await servedNow(proxy)).toBe(FINGERPRINTS.localhost);

    writeFileSync(proxy.keyFile, pem('elsewhere', 'key'));
    await untilServed(proxy, 'elsewhere');
    expect(linesWith(proxy, REJECTED)).toMatchObject([
      {
        level: 50,
        problem:
          'TLS_KEY_FILE names a key that does not belong to the certificate of TLS_CERT_FILE',
      },
    ]);
  });

  const certificate = pem('localhost', 'crt');
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
    await until('a line', () => linesWith(proxy, REJECTED).length > 0);
    expect(linesWith(proxy, REJECTED)[0]?.problem).toMatch(problem);
    expect(await servedNow(proxy)).toBe(FINGERPRINTS.localhost);

    writeFileSync(proxy[which], before);
    await until(
      'a line that all is well',
      () => linesWith(proxy, 'match the certificate in use again').length > 0,
    );
    expect(linesWith(proxy, REJECTED)).toHaveLength(1);
    expect(proxy.log()).not.toContain('PRIVATE KEY');
  });

  test.each([
    ['that has expired', 101, /^TLS_CERT_FILE names a certificate that ended at 2126-/],
    ['that is not valid yet', -10, /^TLS_CERT_FILE names a certificate that begins at 2026-/],
  ])('are ignored: a certificate %s', async (_, years, problem) => {
    const proxy = await startOn();
    proxy.clock.pass(years * YEAR);
    put(proxy.folder, 'elsewhere');
    await until('a line', () => linesWith(proxy, REJECTED).length > 0);
    expect(linesWith(proxy, REJECTED)[0]?.problem).toMatch(problem);
    expect(await servedNow(proxy)).toBe(FINGERPRINTS.localhost);
  });
});

test('a certificate that expires soon or has expired is logged once a day', async () => {
  const proxy = await startOn();
  const soon = () => linesWith(proxy, 'the certificate expires soon').length;
  proxy.clock.pass(90 * YEAR);
  await until('a warning', () => soon() === 1);
  proxy.clock.pass(86_400);
  await until('one more', () => soon() === 2);
  proxy.clock.pass(11 * YEAR);
  await until('another one', () => linesWith(proxy, 'the certificate has expired').length === 1);
  expect(soon()).toBe(2);
  expect(linesWith(proxy, 'the certificate expires soon')[0]).toMatchObject({ level: 40 });
});
