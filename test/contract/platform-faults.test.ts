import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Platform, startPlatform } from '../support/fake-platform/platform.ts';
import { PlatformClient } from '../support/fake-platform/platform-client.ts';

let platform: Platform;
let client: PlatformClient;

beforeEach(async () => {
  platform = await startPlatform();
  client = new PlatformClient(platform);
});

afterEach(() => platform.close());

const userInfo = () => client.read('userinfo', 'wrong');

/** The other faults need no tests: without them, tests of the proxy and the extension fail. */
describe('a planned fault', () => {
  test('delays the response', async () => {
    platform.misbehave('userinfo', { delay: 30 });
    const started = performance.now();
    expect((await userInfo()).status).toBe(401);
    expect(performance.now() - started).toBeGreaterThan(25);
  });

  test('rotates the token, then truncates or replaces the response', async () => {
    const first = await client.tokens();
    platform.misbehave('token', { afterSuccess: true, cutMidBody: true }, { times: 1 });
    const cut = await client.refresh(first.refresh_token);
    expect(cut.status).toBe(200);
    await expect(cut.text()).rejects.toThrow('terminated');
    const second = await client.tokens();
    platform.misbehave('token', { afterSuccess: true, status: 502, body: 'bad gateway' });
    const replaced = await client.refresh(second.refresh_token);
    expect(replaced.status).toBe(502);
    expect(await replaced.text()).toBe('bad gateway');
    expect(platform.issued.refreshTokens).toHaveLength(4);
  });
});

describe('the recorded requests', () => {
  test('contain the request and the status of the response', async () => {
    const answered = platform.nextRequest((call) => call.path === '/api/oauth2/token', {
      answered: true,
    });
    await client.refresh('refresh_x');
    const call = await answered;
    expect(platform.requestsTo('token')).toEqual([call]);
    expect(call).toMatchObject({
      method: 'POST',
      path: '/api/oauth2/token',
      query: {},
      body: { grant_type: 'refresh_token', refresh_token: 'refresh_x' },
      status: 400,
    });
    expect(call.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    await client.page('/nowhere?a=1');
    expect(platform.requests.at(-1)).toMatchObject({ path: '/nowhere', query: { a: '1' } });
    platform.clearRequests();
    expect(platform.requests).toEqual([]);
  });
});

test('fails if the port is in use', async () => {
  const port = Number(new URL(platform.url).port);
  await expect(startPlatform({ port })).rejects.toThrow('EADDRINUSE');
});
