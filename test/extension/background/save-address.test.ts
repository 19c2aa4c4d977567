import { beforeEach, describe, expect, test } from 'vitest';
import { browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { loginItem } from '../../../extension/storage/items.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import {
  ABOUT,
  errorReply,
  INFO,
  json,
  login,
  PROXY,
  SIGN_OUT,
} from '../../support/extension/fixtures.ts';
import { signedOut } from '../../support/extension/states.ts';
import { accountItem, addressItem } from '../../support/extension/stored-items.ts';

const NEW = 'https://balance.example.com';

setUpEnvironment();

beforeEach(async () => {
  env.permissions.granted.add(`${NEW}/*`);
  env.routes[`GET ${NEW}/api/about`] = () => json(200, ABOUT);
  env.routes[`GET ${NEW}/readyz`] = () => json(200, { status: 'ready' });
  env.routes[`GET ${NEW}/api/user/info`] = () => errorReply('not_authenticated');
  await env.fetchAccount();
  env.requests.length = 0;
});

const save = (address: string) => env.run({ type: 'save_address', address });

describe('a new address', () => {
  test('is saved once our proxy responds, and the old account is removed', async () => {
    const found = { version: ABOUT.version, platform: ABOUT.platform_url };
    expect(await save(`${NEW}/`)).toEqual({ kind: 'saved', address: NEW, ...found, warning: null });
    expect(await addressItem.get()).toBe(NEW);
    expect(await accountItem.get()).toEqual(signedOut());
    expect(env.requests).toEqual([
      `GET ${NEW}/api/about`,
      `GET ${NEW}/readyz`,
      SIGN_OUT,
      `GET ${NEW}/api/user/info`,
    ]);
  });

  test('is saved with a warning if its proxy is not ready', async () => {
    env.routes[`GET ${NEW}/readyz`] = () => errorReply('platform_misconfigured');
    expect(await save(NEW)).toMatchObject({ kind: 'saved', warning: 'platform_misconfigured' });
    expect(await addressItem.get()).toBe(NEW);
  });

  test.each([
    ['afterwards', false, false],
    ['afterwards, although it was aborted', true, false],
    ['during the sign-out', false, true],
  ])('ignores a response of the old proxy %s', async (_, ignoresAbort, isDuringSignOut) => {
    env.ignoresAbort = ignoresAbort;
    const finish = await env.startRefresh();
    if (isDuringSignOut) {
      env.routes[SIGN_OUT] = () => {
        finish();
        throw new TypeError('Failed to fetch');
      };
    }
    expect(await save(NEW)).toMatchObject({ kind: 'saved' });
    await finish();
    await env.expectState({ phase: 'signed_out' });
  });

  test('overtakes one that is still being checked', async () => {
    const patience = { timeout: 20_000 };
    const other = 'https://other.example.com';
    env.permissions.granted.add(`${other}/*`);
    const respond = env.defer(`GET ${other}/api/about`);
    env.routes[`GET ${other}/api/user/info`] = () => errorReply('not_authenticated');
    const first = save(other);
    await expect.poll(() => env.requests, patience).toEqual([`GET ${other}/api/about`]);
    const second = save(NEW);
    await expect.poll(() => addressItem.get(), patience).toBe(NEW);
    respond(json(200, ABOUT));
    expect(await Promise.all([first, second])).toMatchObject([
      { kind: 'refused', reason: 'overtaken', address: other, inUse: NEW },
      { kind: 'saved', address: NEW },
    ]);
    expect(await addressItem.get()).toBe(NEW);
    expect(await browser.permissions.contains({ origins: [`${NEW}/*`] })).toBe(true);
  });

  test('ends a sign-in at the old one', async () => {
    const tab = await fakeBrowser.tabs.create({ url: PROXY });
    await loginItem.set(login({ tabId: tab.id ?? -1, windowId: null }));
    await save(NEW);
    expect(await loginItem.get()).toBeNull();
    expect((await fakeBrowser.tabs.query({})).map(({ id }) => id)).not.toContain(tab.id);
  });

  test('gives back the permission for the old host, unless the manifest requires it', async () => {
    await save(NEW);
    expect([...env.permissions.granted]).toEqual(['http://localhost/*', `${NEW}/*`]);
    env.permissions.granted.add('https://newer.example.com/*');
    env.routes['GET https://newer.example.com/api/about'] = () => json(200, ABOUT);
    await save('https://newer.example.com');
    const granted = ['http://localhost/*', 'https://newer.example.com/*'];
    expect([...env.permissions.granted]).toEqual(granted);
  });
});

describe('an address is refused and the old account kept', () => {
  const detectedServer = { kind: 'page', title: 'Hello' };
  const HELLO = { reason: 'something_else', detectedServer };

  const refuse = async (address: string) => {
    const before = await accountItem.get();
    const result = await save(address);
    expect(await addressItem.get()).toBe(PROXY);
    expect(await accountItem.get()).toEqual(before);
    expect(env.requests).not.toContain(SIGN_OUT);
    return result;
  };

  test('without the host permission', async () => {
    env.permissions.granted.delete(`${NEW}/*`);
    const result = { kind: 'refused', reason: 'permission_missing', address: NEW, inUse: PROXY };
    expect(await refuse(NEW)).toEqual(result);
    expect(env.requests).toEqual([]);
  });

  test.each<[string, (() => Response) | undefined, object]>([
    ['nothing responds', undefined, { reason: 'unreachable' }],
    ['something else responds', () => new Response('<title>Hello</title>'), HELLO],
    ['the proxy refuses us', () => errorReply('forbidden'), { reason: 'refused' }],
  ])('if %s', async (_, route, refusal) => {
    delete env.routes[`GET ${NEW}/api/about`];
    if (route) env.routes[`GET ${NEW}/api/about`] = route;
    expect(await refuse(NEW)).toMatchObject({ kind: 'refused', ...refusal });
  });

  test.each(['http://balance.example.com', `${NEW}//`, ''])('%j', async (address) => {
    expect(await refuse(address)).toMatchObject({ kind: 'refused', reason: 'not_an_address' });
    expect(env.requests).toEqual([]);
  });
});

test('a check of the address in use does not replace an address that was stored meanwhile', async () => {
  const respond = env.defer('GET /api/about');
  const check = save(PROXY);
  await expect.poll(() => env.requests).toEqual(['GET /api/about']);
  await addressItem.set(NEW);
  respond(json(200, ABOUT));
  expect(await check).toMatchObject({ kind: 'refused', reason: 'overtaken', inUse: NEW });
  expect(await addressItem.get()).toBe(NEW);
  await env.expectState({ phase: 'signed_in' });
});

test('the address in use is only checked', async () => {
  env.routes['GET /api/about'] = () => json(200, ABOUT);
  expect(await save(PROXY)).toMatchObject({ kind: 'unchanged', address: PROXY, version: '0.1.0' });
  expect(env.requests).toEqual(['GET /api/about', 'GET /readyz', INFO]);
  await env.expectState({ phase: 'signed_in' });
});
