import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { SIGNED_OUT } from '../../../extension/domain/account-transitions.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { readAccounts } from '../../../extension/storage/accounts.ts';
import {
  accountItems,
  accountListItem,
  policyItem,
  signedInBeforeItem,
} from '../../../extension/storage/items.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { badgeText } from '../../support/extension/browser.ts';
import {
  ABOUT,
  INFO,
  json,
  NOON,
  PROXY,
  SIGN_OUT,
  TOP_UP,
} from '../../support/extension/fixtures.ts';
import { signedIn } from '../../support/extension/states.ts';
import { accountItem, addressItem, preferencesItem } from '../../support/extension/stored-items.ts';

setUpEnvironment();

const OTHER = 'http://localhost:9999';
const THIRD = 'http://localhost:7777';

let managed: () => Promise<object>;

beforeEach(() => {
  managed = async () => ({});
  vi.spyOn(fakeBrowser.storage.managed, 'get').mockImplementation(() => managed() as never);
});

/** The browser has this policy from now on, and the background follows it. */
async function apply(policy: object): Promise<void> {
  managed = async () => policy;
  await env.background.followPolicy();
}

const addresses = async () => (await readAccounts()).all.map(({ address }) => address);
const preferences = async () => (await readAccounts()).active.preferences;

describe('preferences of a policy', () => {
  test('take the place of the user’s, which come back', async () => {
    const own = { ...DEFAULT_PREFERENCES, minutes: 5, threshold: 100 } as const;
    await preferencesItem.set(own);
    await accountItem.set(signedIn());
    await apply({ badge: false, notifyBelow: 1, refreshMinutes: 60 });
    expect(await preferences()).toEqual({ ...own, badge: false, threshold: 1, minutes: 60 });
    await expect.poll(badgeText).toBe('');
    expect(await preferencesItem.get()).toEqual(own);
    await apply({});
    expect(await preferences()).toEqual(own);
    await expect.poll(badgeText).toBe('750');
  });

  test('cannot be changed by a command, and the others can', async () => {
    await apply({ badge: false });
    await env.run({ type: 'set_preferences', changes: { badge: true, hidden: true } });
    expect(await preferences()).toMatchObject({ badge: false, hidden: true });
    expect(await preferencesItem.get()).toEqual({ ...DEFAULT_PREFERENCES, hidden: true });
  });

  test('reschedule the refresh', async () => {
    await env.fetchAccount();
    await env.run({ type: 'set_preferences', changes: { minutes: 60 } });
    env.now += 15 * 60_000;
    await apply({ refreshMinutes: 5 });
    await expect.poll(() => env.minutesToRefresh()).toBeLessThan(6);
  });

  test('stay while the browser does not respond, and go when it has no policy', async () => {
    await apply({ badge: false });
    vi.spyOn(console, 'warn').mockReturnValue();
    managed = () => Promise.reject(new DOMException('Too late.', 'TimeoutError'));
    await env.background.followPolicy();
    expect((await policyItem.get()).badge).toBe(false);
    managed = () => Promise.reject(new Error('Managed storage manifest not found'));
    await env.background.followPolicy();
    expect((await policyItem.get()).badge).toBeUndefined();
  });

  test('are written only if they differ', async () => {
    const set = vi.spyOn(policyItem, 'set');
    await apply({});
    expect(set).not.toHaveBeenCalled();
    await apply({ badge: true });
    expect(set).toHaveBeenCalledTimes(1);
    await apply({ badge: true });
    expect(set).toHaveBeenCalledTimes(1);
  });
});

describe('the address of a policy', () => {
  test('is where a new account starts', async () => {
    await apply({ proxyUrl: OTHER });
    expect(await addresses()).toEqual([OTHER]);
    // The organization corrects it before anybody has signed in.
    await apply({ proxyUrl: THIRD });
    expect(await addresses()).toEqual([THIRD]);
  });

  test.each([
    ['somebody is signed in', () => accountItem.set(signedIn())],
    ['somebody was signed in', () => signedInBeforeItem.set(true)],
    ['the user has chosen the address', () => addressItem.set(PROXY)],
  ])('is no reason to move if %s', async (_, prepare) => {
    await prepare();
    const before = await accountItem.get();
    await apply({ proxyUrl: OTHER });
    expect(await addresses()).toEqual([PROXY]);
    expect(await accountItem.get()).toEqual(before);
    expect(env.requests).toEqual([]);
  });

  test('moves accounts that are elsewhere once it is locked, and signs them out', async () => {
    await accountItem.set(signedIn());
    await apply({ proxyUrl: OTHER, proxyUrls: [THIRD], proxyUrlLocked: true });
    expect(await addresses()).toEqual([OTHER]);
    expect(env.requests).toContain(SIGN_OUT);
    await env.expectState({ phase: 'unknown' });
  });

  test('leaves those alone that are where they may be, whatever else changes', async () => {
    const policy = { proxyUrl: OTHER, proxyUrls: [THIRD], proxyUrlLocked: true };
    await apply(policy);
    await addressItem.set(THIRD);
    await accountItem.set(signedIn());
    for (const more of [{ badge: false }, {}, { topUp: false, refreshMinutes: 30 }]) {
      await apply({ ...policy, ...more });
      expect(await addresses()).toEqual([THIRD]);
      await env.expectState({ phase: 'signed_in' });
    }
    // Chromium has no policy for a moment after its start.
    await apply({});
    await apply(policy);
    await env.expectState({ phase: 'signed_in' });
    expect(env.requests.filter((request) => request.includes('logout'))).toHaveLength(1);
  });

  test('moves an account that a stopped worker has left behind', async () => {
    const policy = { proxyUrl: OTHER, proxyUrlLocked: true };
    await apply(policy);
    await addressItem.set(PROXY);
    env.restart();
    await env.background.followPolicy();
    expect(await addresses()).toEqual([OTHER]);
  });

  test('cannot be changed by a command while it is locked', async () => {
    await apply({ proxyUrl: PROXY, proxyUrls: [OTHER], proxyUrlLocked: true });
    for (const address of [OTHER, THIRD]) {
      env.routes[`GET ${address}/api/about`] = () => json(200, ABOUT);
    }
    const refused = { kind: 'refused', reason: 'managed', inUse: PROXY };
    expect(await env.run({ type: 'save_address', address: THIRD })).toMatchObject(refused);
    const saved = { kind: 'saved', address: OTHER };
    expect(await env.run({ type: 'save_address', address: OTHER })).toMatchObject(saved);
  });
});

describe('addresses of a policy', () => {
  test('can be those of another account', async () => {
    await accountItem.set(signedIn());
    await apply({ proxyUrls: [OTHER] });
    await env.run({ type: 'add_account', address: OTHER });
    expect(await addresses()).toEqual([PROXY, OTHER]);
  });

  test('are the only ones that a command can name', async () => {
    await accountItem.set(signedIn());
    await apply({ proxyUrls: [OTHER] });
    await env.run({ type: 'add_account', address: THIRD });
    expect(await addresses()).toEqual([PROXY, PROXY]);
  });

  test('are where an account is added while addresses are locked', async () => {
    await apply({ proxyUrl: OTHER, proxyUrlLocked: true });
    await accountItems(1).address.set(PROXY);
    await accountItems(1).state.set(SIGNED_OUT);
    const entries = [
      { id: 0, slot: 0 },
      { id: 1, slot: 0, draftSince: NOON },
    ];
    await accountListItem.set({ active: 0, entries });
    await env.background.followPolicy();
    expect(await addresses()).toEqual([OTHER, OTHER]);
    expect((await readAccounts()).all.map(({ slot }) => slot)).toEqual([0, 1]);
  });
});

test('a policy against top-ups stops them, also after a click on a notification', async () => {
  await env.fetchAccount();
  await apply({ topUp: false });
  const tabs = vi.spyOn(fakeBrowser.tabs, 'create');
  await env.run('top_up');
  await env.background.onNotificationClick('low-balance', 0);
  expect(env.requests).not.toContain(TOP_UP);
  expect(tabs).not.toHaveBeenCalled();
});

describe('an installation', () => {
  const install = (installType: string, policies: readonly object[]) => {
    let reads = 0;
    managed = async () => policies[Math.min(reads++, policies.length - 1)] ?? {};
    Object.assign(fakeBrowser, { management: { getSelf: async () => ({ installType }) } });
    return env.background.onInstalled('install');
  };
  const opened = async () => (await fakeBrowser.tabs.query({})).map(({ url }) => url);

  test.each([
    ['normal', [{}], 1],
    ['normal', [{ welcome: false }], 0],
    ['admin', [{}], 1],
    ['admin', [{}, { welcome: false }], 0],
  ] as const)(
    'of type %s with the policies %j shows the welcome page %i times',
    async (type, policies, times) => {
      const before = (await opened()).length;
      await install(type, policies);
      expect((await opened()).length - before).toBe(times);
      expect(env.sleeps).toHaveLength(type === 'admin' ? 1 : 0);
    },
  );

  test('sends the first request to the address of the policy', async () => {
    await install('normal', [{ proxyUrl: OTHER }]);
    await expect.poll(() => env.requests).toContain(INFO.replace(' ', ` ${OTHER}`));
    expect(env.requests).not.toContain(INFO);
  });

  test('follows a change of the policy', async () => {
    const add = vi.spyOn(fakeBrowser.storage.managed.onChanged, 'addListener');
    listen(env.background);
    managed = async () => ({ badge: false });
    for (const [listener] of add.mock.calls) listener({});
    await expect.poll(async () => (await policyItem.get()).badge).toBe(false);
  });
});
