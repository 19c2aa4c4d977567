import { expect, test } from 'vitest';
import { certificateOf, startBehindTls } from '../../support/proxy/platform-behind-tls.ts';

test('a platform behind TLS is reached over HTTP/1.1, where a dead connection fails one request', async () => {
  const { client, versions, signIn } = await startBehindTls({
    NODE_EXTRA_CA_CERTS: certificateOf('localhost'),
  });
  expect(await signIn()).toBe('/?login=success');
  expect((await client.api('/api/user/info')).json().balance_formatted).toBe('750.00');
  expect(versions.length).toBeGreaterThanOrEqual(2);
  expect(new Set(versions)).toEqual(new Set(['1.1']));
});

test('a certificate that is not trusted is refused, and nothing is sent [row 30]', async () => {
  const { versions, signIn } = await startBehindTls({});
  expect(await signIn()).toBe('/?error=temporarily_unavailable');
  expect(versions).toEqual([]);
});

test('a trusted certificate for another name is refused, and nothing is sent [row 30]', async () => {
  const trusted = { NODE_EXTRA_CA_CERTS: certificateOf('elsewhere') };
  const { versions, signIn } = await startBehindTls(trusted, 'elsewhere');
  expect(await signIn()).toBe('/?error=temporarily_unavailable');
  expect(versions).toEqual([]);
});
