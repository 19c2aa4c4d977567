import { describe, expect, test } from 'vitest';
import { install, readThrough } from '../../support/proxy/configurations.ts';
import { PLACES, sqlitePlace } from '../../support/session-stores/places.ts';
import { until } from '../../support/waiting/until.ts';

type Installation = Awaited<ReturnType<typeof install>>;

/** Configurations that must not use the tokens of the first one. */
const FOREIGN: readonly [string, (at: Installation) => Record<string, string>][] = [
  ['another PLATFORM_URL', ({ elsewhere }) => ({ PLATFORM_URL: elsewhere.url })],
  [
    'another OAUTH_CLIENT_ID',
    ({ other }) => ({
      OAUTH_CLIENT_ID: other.clientId,
      OAUTH_CLIENT_SECRET: other.clientSecret,
    }),
  ],
  [
    'another OAUTH_CLIENT_ID and PLATFORM_MOVED_FROM',
    ({ first, elsewhere, other }) => ({
      PLATFORM_URL: elsewhere.url,
      PLATFORM_MOVED_FROM: first.platform.url,
      OAUTH_CLIENT_ID: other.clientId,
    }),
  ],
  [
    'another PLATFORM_URL and an unrelated PLATFORM_MOVED_FROM',
    ({ elsewhere }) => ({
      PLATFORM_URL: elsewhere.url,
      PLATFORM_MOVED_FROM: 'https://other.example',
    }),
  ],
];

describe.each(PLACES)('sessions in $name', ({ prepare }) => {
  test.each(FOREIGN)(
    'after a restart with %s send no token anywhere, are not lost, and can be signed out for good [row 48]',
    async (_what, foreign) => {
      const installation = await install(await prepare());
      const { first, restart, clear, calls } = installation;
      const [staying, leaving] = [await first.signedIn(), await first.signedIn()];
      clear();
      const changed = await restart(foreign(installation));
      expect(await readThrough(changed.browser(staying), changed.clock)).toEqual([
        '401 reauth_required',
      ]);
      expect(await changed.browser(leaving).outcome('/auth/logout', { method: 'POST' })).toBe(
        '204',
      );
      expect(calls()).toEqual([]);
      const warnings = changed.log().match(/set PLATFORM_MOVED_FROM/g);
      expect(warnings).toHaveLength(1);
      const back = await restart();
      expect(await back.browser(staying).outcome()).toBe('200');
      expect(await back.browser(leaving).outcome()).toBe('401 not_authenticated');
    },
  );

  test('work at the address to which the platform moved, and at the old one until their tokens are replaced', async () => {
    const { first, restart } = await install(await prepare());
    const client = await first.signedIn();
    // The same server under another name.
    const moved = {
      PLATFORM_URL: first.platform.url.replace('127.0.0.1', 'localhost'),
      PLATFORM_MOVED_FROM: `https://other.example, ${first.platform.url.toUpperCase()}/`,
    };
    const after = await restart(moved);
    expect(await after.browser(client).outcome()).toBe('200');
    const back = await restart();
    expect(await back.browser(client).outcome()).toBe('200');
    const again = await restart(moved);
    expect(await readThrough(again.browser(client), again.clock)).toEqual([200]);
    const settled = await restart({ PLATFORM_URL: moved.PLATFORM_URL });
    expect(await settled.browser(client).outcome()).toBe('200');
    const backAgain = await restart();
    expect(await backAgain.browser(client).outcome()).toBe('401 reauth_required');
  });
});

test('another spelling of the address ends no session', async () => {
  const { first, restart } = await install(await sqlitePlace());
  const client = await first.signedIn();
  const spelled = await restart({ PLATFORM_URL: `${first.platform.url.toUpperCase()}/` });
  expect(await spelled.browser(client).outcome()).toBe('200');
});

test.each(FOREIGN)(
  'a code of a sign-in from before a restart with %s is sent nowhere [row 48]',
  async (_what, foreign) => {
    const installation = await install(await sqlitePlace());
    const { first, restart, clear, calls } = installation;
    const client = first.browser();
    const callback = await client.authorize();
    clear();
    const changed = await restart(foreign(installation));
    const answer = await changed.browser(client).navigate(callback, 'another-site');
    expect(answer.headers.location).toBe('/?error=invalid_state');
    expect(calls()).toEqual([]);
  },
);

test('a new sign-in under another configuration belongs to that configuration', async () => {
  const { first, elsewhere, restart } = await install(await sqlitePlace());
  const app = elsewhere.registerApp({
    name: 'Companion',
    redirectUri: first.env.OAUTH_REDIRECT_URI ?? '',
  });
  const env = {
    PLATFORM_URL: elsewhere.url,
    OAUTH_CLIENT_ID: app.clientId,
    OAUTH_CLIENT_SECRET: app.clientSecret,
  };
  const client = await first.signedIn();
  const changed = await restart(env);
  const browser = changed.browser(client);
  const callback = new URL(await elsewhere.authorizeAs('demo', await browser.start()));
  await browser.navigate(`${callback.pathname}${callback.search}`, 'another-site');
  expect(await browser.outcome()).toBe('200');
  const back = await restart();
  expect(await back.browser(browser).outcome()).toBe('401 reauth_required');
  expect(await back.browser(client).outcome()).toBe('401 not_authenticated');
});

test('refreshed tokens belong to the configuration under which they were requested', async () => {
  const { first, restart, calls, clear, elsewhere } = await install(await sqlitePlace());
  const client = await first.signedIn();
  first.clock.pass(7_100);
  await client.api('/api/user/info');
  await until('the refresh', () => first.platform.requestsTo('token').length === 2);
  clear();
  const changed = await restart({ PLATFORM_URL: elsewhere.url });
  expect(await readThrough(changed.browser(client), changed.clock)).toEqual([
    '401 reauth_required',
  ]);
  expect(calls()).toEqual([]);
});
