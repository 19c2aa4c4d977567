import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  AuthorizationServer,
  AuthorizationServerOptions,
} from '../support/fake-platform/authorization-server.ts';
import {
  CHALLENGE,
  expectError,
  PlatformClient,
  type TokenReply,
  VERIFIER,
} from '../support/fake-platform/platform-client.ts';
import { AUTHORIZATION_SERVERS } from '../support/proxy/authorization-servers.ts';

const PKCE = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };
const HOUR = 3_600_000;

/** The rules about codes and tokens that the tests of the proxy rely on hold for both servers. */
describe.each(AUTHORIZATION_SERVERS)('$name', { timeout: 30_000 }, ({ start: startServer }) => {
  let advancedMs: number;
  let platform: AuthorizationServer;
  let client: PlatformClient;

  async function start(settings: AuthorizationServerOptions['settings'] = {}) {
    advancedMs = 0;
    platform = await startServer({ now: () => Date.now() + advancedMs, settings });
    client = new PlatformClient(platform);
  }

  beforeEach(() => start());
  afterEach(() => platform.close());

  const refresh = async (refreshToken: string | undefined) =>
    (await (await client.refresh(refreshToken)).json()) as TokenReply;

  test('issues tokens for a code with PKCE, and the tokens open the account', async () => {
    const wrong = { code_verifier: 'w'.repeat(43) };
    await expectError(client.exchange(await client.code(PKCE), wrong), 400, 'invalid_grant');
    const code = await client.code(PKCE);
    const reply = await (await client.exchange(code, { code_verifier: VERIFIER })).json();
    expect(reply).toEqual({
      access_token: platform.issued.accessTokens[0],
      token_type: 'Bearer',
      expires_in: 7200,
      refresh_token: platform.issued.refreshTokens[0],
      scope: 'profile balance',
    });
    expect(platform.issued.codes.at(-1)).toBe(code);
    const account = await client.read('userinfo', reply.access_token);
    expect(await account.json()).toMatchObject({ username: 'demo', balance_formatted: '750.00' });
  });

  test('accepts a code once, and revokes its tokens when the code comes again', async () => {
    const code = await client.code();
    const tokens = (await (await client.exchange(code)).json()) as TokenReply;
    await expectError(client.exchange(code), 400, 'invalid_grant');
    await expectError(client.refresh(tokens.refresh_token), 400, 'invalid_grant');
    expect((await client.read('userinfo', tokens.access_token)).status).toBe(401);
  });

  test('revokes the whole grant when a rotated refresh token comes again, and no other', async () => {
    const first = await client.tokens();
    const other = await client.tokens();
    const second = await refresh(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await client.read('userinfo', second.access_token)).status).toBe(200);
    await expectError(client.refresh(first.refresh_token), 400, 'invalid_grant');
    await expectError(client.refresh(second.refresh_token), 400, 'invalid_grant');
    expect((await client.read('userinfo', second.access_token)).status).toBe(401);
    expect((await client.read('userinfo', other.access_token)).status).toBe(200);
    expect((await client.refresh(other.refresh_token)).status).toBe(200);
  });

  test('detects concurrent uses of one refresh token', async () => {
    const { refresh_token } = await client.tokens();
    const responses = await Promise.all([1, 2, 3].map(() => client.refresh(refresh_token)));
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    const last = platform.issued.refreshTokens.at(-1);
    await expectError(client.refresh(last), 400, 'invalid_grant');
  });

  test('has rotated the refresh token even if the response is lost', async () => {
    const first = await client.tokens();
    platform.misbehave('token', { afterSuccess: true, reset: true }, { times: 1 });
    await expect(client.refresh(first.refresh_token)).rejects.toThrow();
    expect(platform.issued.refreshTokens).toHaveLength(2);
    await expectError(client.refresh(first.refresh_token), 400, 'invalid_grant');
  });

  test('refuses a wrong secret and an unknown client without using up the token', async () => {
    const { refresh_token } = await client.tokens();
    const wrong = { client_secret: 'secret_wrong' };
    await expectError(client.refresh(refresh_token, wrong), 401, 'invalid_client');
    const unknown = { client_id: 'client_unknown' };
    await expectError(client.refresh(refresh_token, unknown), 401, 'invalid_client');
    expect((await client.refresh(refresh_token)).status).toBe(200);
  });

  test('keeps two applications apart, and revokes all grants of a user', async () => {
    const { refresh_token, access_token } = await client.tokens();
    const other = new PlatformClient(platform);
    await expectError(other.refresh(refresh_token), 400, 'invalid_grant');
    const others = await other.tokens();
    platform.revoke('demo');
    await expectError(other.refresh(others.refresh_token), 400, 'invalid_grant');
    expect((await other.read('userinfo', others.access_token)).status).toBe(401);
    await expectError(client.refresh(refresh_token), 400, 'invalid_grant');
    expect((await client.read('userinfo', access_token)).status).toBe(401);
  });

  test('expires access tokens after two hours and refresh tokens after thirty days', async () => {
    const { access_token, refresh_token } = await client.tokens();
    advancedMs += 1.9 * HOUR;
    expect((await client.read('userinfo', access_token)).status).toBe(200);
    advancedMs += 0.2 * HOUR;
    expect((await client.read('userinfo', access_token)).status).toBe(401);
    advancedMs += 29 * 24 * HOUR;
    const late = await refresh(refresh_token);
    expect((await client.read('userinfo', late.access_token)).status).toBe(200);
    advancedMs += 31 * 24 * HOUR;
    await expectError(client.refresh(late.refresh_token), 400, 'invalid_grant');
  });

  test('expires the access tokens of one user on request', async () => {
    const { access_token, refresh_token } = await client.tokens();
    platform.expireAccessTokens('somebody else');
    expect((await client.read('userinfo', access_token)).status).toBe(200);
    platform.expireAccessTokens('demo');
    expect((await client.read('userinfo', access_token)).status).toBe(401);
    expect((await client.refresh(refresh_token)).status).toBe(200);
  });

  test('can keep the refresh token instead of rotating it', async () => {
    await platform.close();
    await start({ rotateRefreshTokens: false });
    const { refresh_token } = await client.tokens();
    for (const _turn of [1, 2]) {
      const { refresh_token: next = refresh_token } = await refresh(refresh_token);
      expect(next).toBe(refresh_token);
    }
    expect(platform.issued.refreshTokens).toEqual([refresh_token]);
    expect(platform.issued.accessTokens).toHaveLength(3);
  });
});
