import { describe, expect, test } from 'vitest';
import { clientOf, type TestResponse } from '../../support/isolation/test-client.ts';

describe('the credentials', () => {
  const BARE = { status: 401 };
  const REFUSED = { status: 401, json: { error: 'invalid_client' } };
  const ACCEPTED = { json: { access_token: 'a' } };

  test.each<[string, TestResponse[], string[], boolean[]]>([
    ['a code', [REFUSED, ACCEPTED], ['one', 'one'], [true, false]],
    [
      'an ended grant',
      [REFUSED, { status: 400, body: '{"error":"invalid_grant"}' }],
      ['one', 'two'],
      [true, false],
    ],
    ['another error', [REFUSED, { status: 500 }], ['one', 'two'], [true, true]],
    ['other errors', [{ status: 500 }], ['one', 'two'], [false, false]],
    ['bare 401 for one caller', [BARE], ['one', 'one'], [false, false]],
    ['bare 401 for two callers', [BARE], ['one', 'two', 'check'], [false, true, true]],
    [
      'bare 401 with a success in between',
      [BARE, ACCEPTED, BARE],
      ['one', 'two', 'three'],
      [false, false, false],
    ],
    ['a code, and a check that gets a bare 401', [REFUSED, BARE], ['one', 'check'], [true, false]],
    [
      'a code, bare 401 for two callers, and a check',
      [REFUSED, BARE],
      ['one', 'two', 'three', 'check'],
      [true, true, true, false],
    ],
    ['a check that is refused', [REFUSED, { status: 400 }], ['check', 'check'], [true, false]],
    ['a check that fails', [REFUSED, { status: 500 }], ['one', 'check'], [true, true]],
  ])('are refused or not, after %s', async (_what, responses, callers, expected) => {
    const { oauth, credentials } = clientOf(...responses);
    const states: boolean[] = [];
    for (const caller of callers) {
      await (caller === 'check' ? oauth.checkCredentials() : oauth.refresh('r', caller)).catch(
        () => {},
      );
      expect(oauth.credentialsRefused).toBe(credentials.areRefused);
      states.push(credentials.areRefused);
    }
    expect(states).toEqual(expected);
  });
});

test('bare 401 counts for five minutes', async () => {
  const { oauth, credentials, time } = clientOf({ status: 401 });
  for (const caller of ['one', 'two']) await oauth.refresh('r', caller).catch(() => {});
  time.now += 300_000;
  await oauth.checkCredentials();
  expect(credentials.areRefused).toBe(true);
  time.now += 1;
  await oauth.checkCredentials();
  expect(credentials.areRefused).toBe(false);
});

test('a callback with another state is refused without a request', async () => {
  const { oauth, sent } = clientOf({ json: { access_token: 'a' } });
  const parameters = new URLSearchParams({ code: 'c', state: 'other' });
  const exchange = oauth.exchange(parameters, { state: 'state', codeVerifier: 'v' }, 'address');
  await expect(exchange).rejects.toThrow('unreadable: callback refused by the OAuth library');
  expect(sent).toEqual([]);
});

test('requests that anybody can cause are marked', async () => {
  const { requests, sent } = clientOf({ json: { access_token: 'a' } });
  await requests.exchange();
  await requests.refresh();
  expect(sent.map(({ isAnonymous }) => isAnonymous)).toEqual([true, false]);
});

test.each([
  [true, undefined],
  [false, 'true'],
])('with a consent page: %s, auto_authorize is %s', async (consent, expected) => {
  const { oauth } = clientOf({});
  const { searchParams } = await oauth.authorizationUrl({ state: 's', codeVerifier: 'v' }, consent);
  expect(Object.fromEntries(searchParams)).toEqual({
    client_id: 'client',
    redirect_uri: 'https://wallet.example.com/oauth/callback',
    response_type: 'code',
    scope: 'profile balance',
    state: 's',
    ...(expected && { auto_authorize: expected }),
  });
});
