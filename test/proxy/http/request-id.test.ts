import { expect, test } from 'vitest';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { sendRaw } from '../../support/proxy/raw-request.ts';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

const ID = /^[\w-]{16}$/;

test('every response carries the request id of its log line', async () => {
  const { browser, log, client } = await startSignedIn();
  const responses = [
    await client.send('/'),
    await client.send('/healthz'),
    await client.send('/healthz', { method: 'HEAD' }),
    await client.api('/api/user/info'),
    await client.send('/api/user/info'),
    await client.api('/api/nothing', { method: 'PUT' }),
    await client.navigate('/auth/oauth/start'),
    await client.navigate('/oauth/callback?error=access_denied'),
    await client.navigate('/nothing'),
    await client.send('/%'),
    await client.api('/auth/logout', { method: 'POST' }),
    await browser().api('/api/user/topup'),
  ];
  const ids = responses.map(({ headers }) => String(headers['x-request-id']));
  for (const id of ids) expect(id).toMatch(ID);
  expect(new Set(ids).size).toBe(ids.length);
  const statuses = new Map<unknown, unknown>();
  await until('every line', () => {
    for (const { reqId, status } of linesOf(log())) statuses.set(reqId, status);
    return ids.every((id) => statuses.has(id));
  });
  expect(ids.map((id) => statuses.get(id))).toEqual(responses.map(({ status }) => status));
});

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n';
const CLOSE = 'Connection: close\r\n\r\n';

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400, 'bad_request'],
  ['a malformed header', `${GET}bad header\r\n\r\n`, 400, 'bad_request'],
  ['too large headers', `${GET}A: ${'a'.repeat(40_000)}\r\n\r\n`, 431, 'headers_too_large'],
  ['no host', `GET /healthz HTTP/1.1\r\n${CLOSE}`, 400, 'bad_request'],
  ['a malformed path', `GET /%zz HTTP/1.1\r\nHost: a\r\n${CLOSE}`, 400, 'bad_request'],
  ['an unknown method', `PROPFIND / HTTP/1.1\r\nHost: a\r\n${CLOSE}`, 404, 'not_found'],
  ['an unknown expectation', `${GET}Expect: cake\r\n${CLOSE}`, 200, undefined],
])(
  'a request with %s gets a response of the contract, an id and a log line [row 43]',
  async (_kind, text, status, error) => {
    const { url, log } = await startProxy();
    const { head, body } = await sendRaw(url, text);
    expect(head).toMatch(RegExp(`^HTTP/1\\.1 ${status} `));
    if (error) expect(JSON.parse(body)).toEqual({ error, message: expect.any(String) });
    const id = /^x-request-id: (.+)$/im.exec(head)?.[1];
    expect(id).toMatch(ID);
    await until('the line', () => linesOf(log()).some(({ reqId }) => reqId === id));
    expect(log()).not.toContain('aaaa');
  },
);

test('all lines about a request have the same id', async () => {
  const { signedIn, log } = await startProxy({
    store: (store) => ({ ...store, remove: () => Promise.reject(new Error('gone')) }),
  });
  const client = await signedIn();
  const response = await client.navigate(await client.authorize(), 'another-site');
  expect(response.headers.location).toBe('/?login=success');
  const id = response.headers['x-request-id'];
  const lines = () => linesOf(log()).filter(({ reqId, level }) => reqId === id && level >= 30);
  await until('both lines', () => lines().length === 2);
  expect(lines().map(({ msg }) => msg)).toEqual([
    'the replaced session was not removed',
    'request',
  ]);
});
