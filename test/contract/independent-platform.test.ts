import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  AuthorizationServer,
  AuthorizationServerOptions,
} from '../support/fake-platform/authorization-server.ts';
import { startIndependentPlatform } from '../support/independent-platform/independent-platform.ts';
import { CHALLENGE, PlatformClient, type TokenReply, VERIFIER } from './platform-client.ts';

const PKCE = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };
const HOUR = 3_600_000;

let ahead: number;
let platform: AuthorizationServer;
let client: PlatformClient;

async function start(settings: AuthorizationServerOptions['settings'] = {}) {
  ahead = 0;
  platform = await startIndependentPlatform({ now: () => Date.now() + ahead, settings });
  client = new PlatformClient(platform);
}

async function expectError(response: Response, status: number, error: string) {
  expect(await response.json()).toEqual({ error, error_description: expect.any(String) });
  expect(response.status).toBe(status);
}

const refreshed = async (refreshToken: string | undefined) =>
  (await (await client.refresh(refreshToken)).json()) as TokenReply;

describe('what the token suite relies on', { timeout: 30_000 }, () => {
  beforeEach(() => start());
  afterEach(() => platform.close());

  it('gives tokens for a code that came with PKCE, and the account behind them', async () => {
    const code = await client.code(PKCE);
    const wrong = { code_verifier: 'w'.repeat(43) };
    await expectError(await client.exchange(code, wrong), 400, 'invalid_grant');
    const reply = await (await client.exchange(code, { code_verifier: VERIFIER })).json();
    expect(reply).toEqual({
      access_token: platform.issued.accessTokens[0],
      token_type: 'Bearer',
      expires_in: 7200,
      refresh_token: platform.issued.refreshTokens[0],
      scope: 'profile balance',
    });
    expect(platform.issued.codes).toEqual([code]);
    const account = await client.read('userinfo', reply.access_token);
    expect(await account.json()).toMatchObject({ username: 'demo', balance_formatted: '750.00' });
  });

  it('takes a code once, and ends what came of it when it comes again', async () => {
    const code = await client.code();
    const tokens = (await (await client.exchange(code)).json()) as TokenReply;
    await expectError(await client.exchange(code), 400, 'invalid_grant');
    await expectError(await client.refresh(tokens.refresh_token), 400, 'invalid_grant');
    expect((await client.read('userinfo', tokens.access_token)).status).toBe(401);
  });

  it('ends the whole grant when a rotated refresh token comes again, and no other', async () => {
    const first = await client.tokens();
    const other = await client.tokens();
    const second = await refreshed(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await client.read('userinfo', second.access_token)).status).toBe(200);
    await expectError(await client.refresh(first.refresh_token), 400, 'invalid_grant');
    await expectError(await client.refresh(second.refresh_token), 400, 'invalid_grant');
    expect((await client.read('userinfo', second.access_token)).status).toBe(401);
    expect((await client.read('userinfo', other.access_token)).status).toBe(200);
    expect((await client.refresh(other.refresh_token)).status).toBe(200);
  });

  it('finds out two uses of a refresh token at the same moment', async () => {
    const { refresh_token } = await client.tokens();
    const answers = await Promise.all([
      client.refresh(refresh_token),
      client.refresh(refresh_token),
      client.refresh(refresh_token),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    const newest = platform.issued.refreshTokens.at(-1);
    await expectError(await client.refresh(newest), 400, 'invalid_grant');
  });

  it('has rotated the token also where the answer was lost', async () => {
    const first = await client.tokens();
    platform.misbehave('token', { afterSuccess: true }, { times: 1 });
    await expect(client.refresh(first.refresh_token)).rejects.toThrow();
    expect(platform.issued.refreshTokens).toHaveLength(2);
    await expectError(await client.refresh(first.refresh_token), 400, 'invalid_grant');
    const newest = platform.issued.refreshTokens[1];
    await expectError(await client.refresh(newest), 400, 'invalid_grant');
  });

  it('refuses a wrong secret and an unknown client, and nothing is used up by that', async () => {
    const { refresh_token } = await client.tokens();
    const wrong = { client_secret: 'secret_wrong' };
    await expectError(await client.refresh(refresh_token, wrong), 401, 'invalid_client');
    const unknown = { client_id: 'client_unknown' };
    await expectError(await client.refresh(refresh_token, unknown), 401, 'invalid_client');
    expect((await client.refresh(refresh_token)).status).toBe(200);
  });

  it('keeps two applications apart', async () => {
    const { refresh_token, access_token } = await client.tokens();
    const other = new PlatformClient(platform);
    await expectError(await other.refresh(refresh_token), 400, 'invalid_grant');
    const others = await other.tokens();
    platform.revoke('demo', other.app.clientId);
    await expectError(await other.refresh(others.refresh_token), 400, 'invalid_grant');
    expect((await other.read('userinfo', others.access_token)).status).toBe(401);
    expect((await client.read('userinfo', access_token)).status).toBe(200);
    platform.revoke('demo');
    await expectError(await client.refresh(refresh_token), 400, 'invalid_grant');
    expect((await client.read('userinfo', access_token)).status).toBe(401);
  });

  it('goes by the platform’s clock', async () => {
    const { access_token, refresh_token } = await client.tokens();
    ahead += 1.9 * HOUR;
    expect((await client.read('userinfo', access_token)).status).toBe(200);
    ahead += 0.2 * HOUR;
    expect((await client.read('userinfo', access_token)).status).toBe(401);
    ahead += 29 * 24 * HOUR;
    const late = await refreshed(refresh_token);
    expect((await client.read('userinfo', late.access_token)).status).toBe(200);
    ahead += 29 * 24 * HOUR;
    const later = await refreshed(late.refresh_token);
    ahead += 31 * 24 * HOUR;
    await expectError(await client.refresh(later.refresh_token), 400, 'invalid_grant');
  });

  it('expires tokens at once when told to, and one kind alone', async () => {
    const { access_token, refresh_token } = await client.tokens();
    platform.expireAccessTokens('somebody else');
    expect((await client.read('userinfo', access_token)).status).toBe(200);
    platform.expireAccessTokens('demo');
    expect((await client.read('userinfo', access_token)).status).toBe(401);
    const next = await refreshed(refresh_token);
    platform.expireRefreshTokens();
    expect((await client.read('userinfo', next.access_token)).status).toBe(200);
    await expectError(await client.refresh(next.refresh_token), 400, 'invalid_grant');
  });

  it('says to the client what is wrong with an authorization request', async () => {
    expect(await client.callback({ ...PKCE, code_challenge_method: 'plain' })).toMatchObject({
      error: 'invalid_request',
      state: 'state-1',
    });
  });
});

it('can do without rotation: the same refresh token comes back and goes on', async () => {
  await start({ rotateRefreshTokens: false });
  try {
    const { refresh_token } = await client.tokens();
    for (const _turn of [1, 2]) {
      expect((await refreshed(refresh_token)).refresh_token).toBe(refresh_token);
    }
    expect(platform.issued.refreshTokens).toEqual([refresh_token]);
    expect(platform.issued.accessTokens).toHaveLength(3);
  } finally {
    await platform.close();
  }
}, 30_000);
