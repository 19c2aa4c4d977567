import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashSessionId } from '../../../proxy/auth/session-id.ts';
import { cookieKeys } from '../../support/proxy/cookie-keys.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { secretsOf, wholeLife } from '../../support/proxy/whole-life.ts';

/** The encodings in which a text could be logged. */
const forms = (text: string) => [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1)];

test('the log contains no session id or its hash, no state, verifier, cookie, code or token [row 42]', async () => {
  const masterKeys = [randomBytes(32)];
  const { open } = await cookieKeys(masterKeys);
  const proxy = await startProxy({ masterKeys, env: { USERINFO_MAX_AGE: '0' } });
  const { platform, env, log, stop } = proxy;
  const exchanges = await wholeLife(proxy);
  const set = exchanges
    .flatMap(({ response }) => response.cookies)
    .map((line) => /^([^=]+)=([^;]*)/.exec(line)?.slice(1) ?? []);
  const cookies = set.map(([, value = '']) => value).filter((value) => value !== '');
  const ids = set
    .filter(([name]) => name?.startsWith('balance_companion_session'))
    .map(([, value = '']) => open(value)?.id)
    .filter((id) => id !== undefined);
  expect(new Set(ids).size).toBe(3);
  const hashes = ids.flatMap((id) => {
    const hash = hashSessionId(id);
    return [hash.toString('hex'), hash.toString('base64'), hash.toString('base64url')];
  });
  const states = exchanges
    .map(({ response }) => new URL(String(response.headers.location ?? 'a:b'), 'http://localhost'))
    .map(({ searchParams }) => searchParams.get('state'))
    .filter((state) => state !== null);
  expect(states.length).toBeGreaterThan(3);
  const verifiers = platform
    .requestsTo('token')
    .map(({ body }) => body.code_verifier)
    .filter((verifier) => verifier !== undefined);
  const keys = masterKeys.map((key) => key.toString('base64url'));
  const secrets = [
    ...secretsOf(platform),
    ...cookies,
    ...ids,
    ...hashes,
    ...states,
    ...verifiers,
    ...keys,
    String(env.OAUTH_CLIENT_SECRET),
  ];
  await stop();
  const written = log();
  expect(written.split('\n').length).toBeGreaterThan(exchanges.length);
  expect(secrets.filter((one) => forms(one).some((form) => written.includes(form)))).toEqual([]);
});
