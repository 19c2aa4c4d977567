import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

const ID = /^[\w-]{16}$/;

/** The id of a raw answer; undefined where it carries none. */
async function idOfRaw(url: string, text: string): Promise<string | undefined> {
  const { port, hostname } = new URL(url);
  const answer = await new Promise<string>((resolve, reject) => {
    let received = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
  const [head = ''] = answer.split('\r\n\r\n');
  return /^x-request-id: (.+)$/im.exec(head)?.[1];
}

test('every answer carries the id under which the log speaks of its request', async () => {
  const { browser, signedIn, log } = await startProxy();
  const client = await signedIn();
  const answers = [
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
  const ids = answers.map(({ headers }) => String(headers['x-request-id']));
  for (const id of ids) expect(id).toMatch(ID);
  expect(new Set(ids).size).toBe(ids.length);
  const statuses = new Map<unknown, unknown>();
  await until('every line', () => {
    for (const { reqId, status } of linesOf(log())) statuses.set(reqId, status);
    return ids.every((id) => statuses.has(id));
  });
  expect(ids.map((id) => statuses.get(id))).toEqual(answers.map(({ status }) => status));
});

test.each([
  ['is no HTTP', 'hello\r\n\r\n'],
  ['has a header that is none', 'GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n'],
  ['has huge headers', `GET / HTTP/1.1\r\nHost: a\r\nA: ${'a'.repeat(40_000)}\r\n\r\n`],
  ['names no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ['expects', 'GET / HTTP/1.1\r\nHost: a\r\nExpect: cake\r\nConnection: close\r\n\r\n'],
  ['has a path that is none', 'GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
  ['uses a strange method', 'PROPFIND / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
])('what %s has an id too', async (_kind, text) => {
  const { url, log } = await startProxy();
  const id = await idOfRaw(url, text);
  expect(id).toMatch(ID);
  await until('the line', () => linesOf(log()).some(({ reqId }) => reqId === id));
});

test('a request of HTTP/1.1 without a host is refused in the form of the contract', async () => {
  const { url } = await startProxy();
  const { port, hostname } = new URL(url);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write('GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n'),
    );
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '').error).toBe('bad_request');
});

test('an id that a client sends is not believed', async () => {
  const { browser, log } = await startProxy();
  const headers = { 'x-request-id': 'sent-by-a-client', 'request-id': 'sent-by-a-client' };
  for (const path of ['/healthz', '/nothing', '/%']) {
    const answer = await browser().send(path, { headers });
    expect(answer.headers['x-request-id']).toMatch(ID);
    expect(answer.text).not.toContain('sent-by-a-client');
  }
  await until('the lines', () => linesOf(log(), 'request').length === 3);
  expect(log()).not.toContain('sent-by-a-client');
});

test('every line about one request has the same id', async () => {
  const { signedIn, log } = await startProxy({
    store: (store) => ({ ...store, remove: () => Promise.reject(new Error('gone')) }),
  });
  const client = await signedIn();
  const answer = await client.navigate(await client.authorize(), 'another-site');
  expect(answer.headers.location).toBe('/?login=success');
  const id = answer.headers['x-request-id'];
  const lines = () => linesOf(log()).filter(({ reqId, level }) => reqId === id && level >= 30);
  await until('both lines', () => lines().length === 2);
  expect(lines().map(({ msg }) => msg)).toEqual([
    'the replaced session was not removed',
    'request',
  ]);
});
