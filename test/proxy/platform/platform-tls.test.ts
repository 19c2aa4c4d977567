import { expect, test } from 'vitest';
import { certificate, startBehindTls } from '../../support/proxy/platform-behind-tls.ts';

test('a platform behind TLS is asked over HTTP/1.1, where a dead connection takes one call with it', async () => {
  const { client, versions, signIn } = await startBehindTls({ NODE_EXTRA_CA_CERTS: certificate });
  expect(await signIn()).toBe('/?login=success');
  expect((await client.api('/api/user/info')).json().balance_formatted).toBe('750.00');
  expect(versions.length).toBeGreaterThanOrEqual(2);
  expect(new Set(versions)).toEqual(new Set(['1.1']));
});

test('a certificate that nobody vouches for is refused [row 30]', async () => {
  const { versions, signIn } = await startBehindTls({});
  expect(await signIn()).toBe('/?error=temporarily_unavailable');
  expect(versions).toEqual([]);
});
