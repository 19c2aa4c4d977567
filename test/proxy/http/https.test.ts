import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';

const certificate = fileURLToPath(
  new URL('../../support/certificates/localhost.crt', import.meta.url),
);
const key = fileURLToPath(new URL('../../support/certificates/localhost.key', import.meta.url));

test('with TLS_CERT_FILE and TLS_KEY_FILE the proxy serves https itself, and nothing else', async () => {
  const { url } = await startProxy({
    publicOrigin: 'https://localhost',
    env: { TLS_CERT_FILE: certificate, TLS_KEY_FILE: key },
  });
  const trusting = new Agent({ connect: { ca: readFileSync(certificate) } });
  onTestFinished(() => trusting.close());
  const address = url.replace('http:', 'https:').replace('127.0.0.1', 'localhost');

  const start = await request(`${address}/auth/oauth/start`, { dispatcher: trusting });
  await start.body.dump();
  expect(start.statusCode).toBe(302);
  expect(String(start.headers['set-cookie'])).toMatch(/^__Host-.*; Secure/);

  await expect(request(`${address}/healthz`)).rejects.toThrow(/self-signed|certificate/);
  await expect(request(`${url}/healthz`)).rejects.toThrow();
});
