import { beforeEach, describe, expect, test } from 'vitest';
import { browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { accountItem, addressItem, loginItem } from '../../../extension/storage/items.ts';
import {
  account,
  createTestEnvironment,
  deferredResponse,
  errorReply,
  json,
  login,
  PROXY,
  type TestEnvironment,
} from '../../support/extension/background-environment.ts';
import { type FakePermissions, resetBrowser } from '../../support/extension/browser.ts';

const NEW = 'https://balance.example.com';
const ABOUT = {
  name: 'balance-companion',
  version: '0.1.0',
  platform_url: 'https://api.kr777.top',
};

/** How long something that must come is waited for. */
const PATIENT = { timeout: 20_000 };

let log: FakePermissions;
let env: TestEnvironment;

beforeEach(async () => {
  log = resetBrowser();
  log.granted.add('https://balance.example.com/*');
  env = createTestEnvironment();
  env.routes['GET /api/user/info'] = () => json(200, account());
  env.routes[`GET ${NEW}/api/about`] = () => json(200, ABOUT);
  env.routes[`GET ${NEW}/readyz`] = () => json(200, { status: 'ready' });
  env.routes[`GET ${NEW}/api/user/info`] = () => errorReply('not_authenticated');
  await env.run('refresh');
  env.requests.length = 0;
});

const save = (address: string) => env.run({ type: 'save_address', address });

describe('a new address', () => {
  test('is saved once a proxy of ours answers, and the old account is gone', async () => {
    expect(await save(`${NEW}/`)).toEqual({
      kind: 'saved',
      address: NEW,
      version: '0.1.0',
      platform: 'https://api.kr777.top',
      warning: null,
    });
    expect(await addressItem.get()).toBe(NEW);
    expect(await accountItem.get()).toEqual({
      phase: 'signed_out',
      signInError: null,
      problem: null,
    });
    expect(env.requests).toEqual([
      `GET ${NEW}/api/about`,
      `GET ${NEW}/readyz`,
      'POST /auth/logout',
      `GET ${NEW}/api/user/info`,
    ]);
  });

  test('is saved also where the old proxy does not answer any more', async () => {
    delete env.routes['POST /auth/logout'];
    expect(await save(NEW)).toMatchObject({ kind: 'saved' });
    expect(await addressItem.get()).toBe(NEW);
  });

  test.each([false, true])(
    'is not followed by a late answer of the old proxy (%s)',
    async (deaf) => {
      env.ignoresAbort = deaf;
      const late = deferredResponse();
      env.routes['GET /api/user/info'] = () => late.response;
      const refresh = env.run('refresh');
      await expect.poll(() => env.requests).toEqual(['GET /api/user/info']);
      await save(NEW);
      late.respond(json(200, account()));
      await refresh;
      expect(await accountItem.get()).toMatchObject({ phase: 'signed_out' });
    },
  );

  test('is not followed by an answer of the old proxy that comes during the farewell', async () => {
    const late = deferredResponse();
    env.routes['GET /api/user/info'] = () => late.response;
    env.routes['POST /auth/logout'] = () => {
      late.respond(json(200, account()));
      throw new TypeError('Failed to fetch');
    };
    const refresh = env.run('refresh');
    await save(NEW);
    await refresh;
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_out' });
  });

  test('is saved with a warning where its proxy is not ready', async () => {
    env.routes[`GET ${NEW}/readyz`] = () => errorReply('platform_misconfigured');
    expect(await save(NEW)).toMatchObject({ kind: 'saved', warning: 'platform_misconfigured' });
    expect(await addressItem.get()).toBe(NEW);
  });

  test('that is typed while another one is being checked is the one that stays', {
    timeout: 30_000,
  }, async () => {
    const other = 'https://other.example.com';
    const late = deferredResponse();
    log.granted.add(`${other}/*`);
    env.routes[`GET ${other}/api/about`] = () => late.response;
    env.routes[`GET ${other}/api/user/info`] = () => errorReply('not_authenticated');
    const first = save(other);
    await expect.poll(() => env.requests, PATIENT).toEqual([`GET ${other}/api/about`]);
    const second = save(NEW);
    await expect.poll(() => addressItem.get(), PATIENT).toBe(NEW);
    late.respond(json(200, ABOUT));
    expect(await Promise.all([first, second])).toMatchObject([
      { kind: 'refused', reason: 'overtaken', address: other, inUse: NEW },
      { kind: 'saved', address: NEW },
    ]);
    expect(await addressItem.get()).toBe(NEW);
    expect(await browser.permissions.contains({ origins: [`${NEW}/*`] })).toBe(true);
  });

  test('ends a login at the old one', async () => {
    const tab = await fakeBrowser.tabs.create({ url: PROXY });
    await loginItem.set(login({ tabId: tab.id ?? -1, windowId: null }));
    await save(NEW);
    expect(await loginItem.get()).toBeNull();
    expect((await fakeBrowser.tabs.query({})).map(({ id }) => id)).not.toContain(tab.id);
  });

  test('gives back host permissions that are not needed any more', async () => {
    log.granted.add('https://older.example.com/*');
    await save(NEW);
    expect([...log.granted]).toEqual(['http://localhost/*', 'https://balance.example.com/*']);
  });
});

describe('a refused address leaves the old one and its account', () => {
  const refusal = async (address: string) => {
    const before = await accountItem.get();
    const result = await save(address);
    expect(await addressItem.get()).toBe(PROXY);
    expect(await accountItem.get()).toEqual(before);
    expect(env.requests).not.toContain('POST /auth/logout');
    return result;
  };

  test('where the browser was not allowed', async () => {
    log.granted.delete('https://balance.example.com/*');
    const result = { kind: 'refused', reason: 'permission_missing', address: NEW, inUse: PROXY };
    expect(await refusal(NEW)).toEqual(result);
    expect(env.requests).toEqual([]);
  });

  test('where nothing answers', async () => {
    delete env.routes[`GET ${NEW}/api/about`];
    expect(await refusal(NEW)).toMatchObject({ kind: 'refused', reason: 'unreachable' });
  });

  test('where something else answers', async () => {
    env.routes[`GET ${NEW}/api/about`] = () => new Response('<title>Hello</title>');
    expect(await refusal(NEW)).toMatchObject({
      kind: 'refused',
      reason: 'something_else',
      detectedServer: { kind: 'page', title: 'Hello' },
    });
  });

  test('where the proxy is too old', async () => {
    env.routes[`GET ${NEW}/api/about`] = () => json(200, { ...ABOUT, version: '0.0.9' });
    expect(await refusal(NEW)).toMatchObject({ reason: 'too_old', version: '0.0.9' });
  });

  test('where the proxy turns us away', async () => {
    env.routes[`GET ${NEW}/api/about`] = () => errorReply('forbidden');
    expect(await refusal(NEW)).toMatchObject({ kind: 'refused', reason: 'refused' });
  });

  test.each([
    'http://balance.example.com',
    'balance.example.com',
    `${NEW}//`,
    'https://*.example.com',
    '',
  ])('%j', async (address) => {
    expect(await refusal(address)).toMatchObject({ kind: 'refused', reason: 'not_an_address' });
    expect(env.requests).toEqual([]);
  });
});

test('the address in use is only checked', async () => {
  env.routes['GET /api/about'] = () => json(200, ABOUT);
  expect(await save(PROXY)).toMatchObject({ kind: 'unchanged', address: PROXY, version: '0.1.0' });
  expect(env.requests).toEqual(['GET /api/about', 'GET /readyz', 'GET /api/user/info']);
  expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
});
