import { Agent, request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { pathOf, pemOf } from '../../support/certificates/pem.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';

test('with TLS_CERT_FILE and TLS_KEY_FILE the proxy serves https itself, and nothing else', async () => {
  const { url } = await startProxy({
    publicOrigin: 'https://localhost',
    env: {
      TLS_CERT_FILE: pathOf('localhost', 'crt'),
      TLS_KEY_FILE: pathOf('localhost', 'key'),
    },
  });
  const trusting = new Agent({ connect: { ca: pemOf('localhost', 'crt') } });
  onTestFinished(() => trusting.close());
  const address = url.replace('http:', 'https:').replace('127.0.0.1', 'localhost');

  const start = await request(`${address}/auth/oauth/start`, { dispatcher: trusting });
  await start.body.dump();
  expect(start.statusCode).toBe(302);
  expect(String(start.headers['set-cookie'])).toMatch(/^__Host-.*; Secure/);

  await expect(request(`${address}/healthz`)).rejects.toThrow(/self-signed|certificate/);
  await expect(request(`${url}/healthz`)).rejects.toThrow();
});
