import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { isSigningIn } from '../../../extension/background/sign-in/login-progress.ts';
import { loginItem } from '../../../extension/storage/items.ts';
import { env } from '../../support/extension/background-environment.ts';
import { ABOUT, json, PROXY } from '../../support/extension/fixtures.ts';
import { setUpLoginWindows, start, windows } from '../../support/extension/login-windows.ts';

const START = `${PROXY}/auth/oauth/start`;
const CONSENT = `${START}?consent=1`;
const SECOND = 1_000;

setUpLoginWindows();

/** The tab of a sign-in shows this. A URL that the extension may not see is left out. */
function show(tab: { url?: string; pendingUrl?: string; status?: string }): void {
  vi.spyOn(fakeBrowser.tabs, 'get').mockImplementation((async (id: number) => {
    if (!(await fakeBrowser.tabs.query({})).some((one) => one.id === id)) throw new Error('Gone.');
    return { id, ...tab };
  }) as never);
}

describe('another click on an open sign-in', () => {
  const FRONT = 'brings it to the front';
  const AGAIN = 'starts over in it';

  test.each<[string, Parameters<typeof show>[0], number, string]>([
    ['at the platform', { status: 'complete' }, 60, FRONT],
    ['at a platform on the same host', { url: 'http://localhost:9000/login' }, 60, FRONT],
    ['on its way to the platform', { url: '', pendingUrl: START, status: 'loading' }, 5, FRONT],
    ['just opened', { url: 'about:blank', status: 'complete' }, 1, FRONT],
    ['at the callback', { url: `${PROXY}/oauth/callback?code=1`, status: 'loading' }, 60, FRONT],
    ['that did not reach the proxy', { url: START, status: 'complete' }, 1, AGAIN],
    ['at a proxy that does not respond', { pendingUrl: START, status: 'loading' }, 11, AGAIN],
    ['that stayed blank', { url: 'about:blank', status: 'complete' }, 11, AGAIN],
    ['on an error page of the browser', { url: 'chrome-error://chromewebdata/' }, 4, AGAIN],
    ['at another page of the proxy', { url: `${PROXY}/`, status: 'complete' }, 60, AGAIN],
    ['at the platform for too long', { status: 'complete' }, 600, AGAIN],
    ['that is no longer in progress', { status: 'complete' }, 601, AGAIN],
    ['of the future, after the clock was set back', { status: 'complete' }, -60, AGAIN],
  ])('%s, with %o after %i s, %s', async (_, tab, seconds, expected) => {
    const before = await start();
    show(tab);
    env.now += seconds * SECOND;
    expect(isSigningIn(before, env.now)).toBe(seconds >= 0 && seconds <= 600);
    const after = await start();
    expect(after.startedAt).toBe(expected === AGAIN ? env.now : before.startedAt);
    expect(windows).toMatchObject({
      opened: [START],
      focused: [before.windowId],
      navigated: expected === AGAIN ? [START] : [],
    });
    expect([after.tabId, after.windowId]).toEqual([before.tabId, before.windowId]);
  });

  test.each([
    ['http://localhost:9000/login', FRONT],
    ['http://localhost:9001/', AGAIN],
  ])('at %s, if the proxy reports its platform, %s', async (url, expected) => {
    env.routes['GET /api/about'] = () =>
      json(200, { ...ABOUT, platform_url: 'http://localhost:9000' });
    await start();
    show({ url, status: 'complete' });
    env.now += 60 * SECOND;
    await start();
    expect(windows.navigated).toEqual(expected === AGAIN ? [START] : []);
  });

  test('opens no other window, at the same time or after a restart', async () => {
    await Promise.all([env.run('sign_in'), env.run('sign_in')]);
    const { windowId } = await start();
    env.restart();
    await env.run('sign_in');
    expect(windows.opened).toHaveLength(1);
    expect(windows.focused).toEqual([windowId, windowId, windowId]);
  });

  test('opens another window if the one before is gone', async () => {
    const { tabId, windowId } = await start();
    await fakeBrowser.tabs.remove(tabId);
    await fakeBrowser.windows.remove(windowId ?? -1);
    expect((await start()).windowId).not.toBe(windowId);
    expect(windows.opened).toHaveLength(2);
  });

  test('starts over if the click before did not help, unless it is a double click', async () => {
    await start();
    show({ status: 'complete' });
    env.now += 30 * SECOND;
    await start();
    await start();
    expect(windows.navigated).toEqual([]);
    env.now += 4 * SECOND;
    env.restart();
    await start();
    expect(windows.navigated).toEqual([START]);
    env.now += 30 * SECOND;
    await start();
    expect(windows.navigated).toEqual([START]);
  });

  test('ends one that has succeeded unseen', async () => {
    await start();
    show({ url: `${PROXY}/?login=success` });
    env.respondWith();
    env.restart();
    await env.run('sign_in');
    await env.expectState({ phase: 'signed_in' });
    expect(await loginItem.get()).toBeNull();
  });

  test('opens no other page if the browser does not return the tab', async () => {
    await start();
    vi.spyOn(fakeBrowser.tabs, 'get').mockRejectedValue(new Error('Not now.'));
    await start();
    expect(windows.opened).toHaveLength(1);
  });

  test('opens no other page if the open one cannot be shown, loaded or closed', async () => {
    await start();
    const broken = () => Promise.reject(new Error('Not now.'));
    vi.spyOn(fakeBrowser.windows, 'update').mockImplementation(broken);
    vi.spyOn(fakeBrowser.tabs, 'update').mockImplementation(broken);
    vi.spyOn(fakeBrowser.windows, 'remove').mockImplementation(broken);
    await expect(start()).rejects.toThrow();
    expect(windows.opened).toHaveLength(1);
  });

  test('for another user starts over with consent, which a plain click keeps', async () => {
    const startAsAnother = () => env.run({ type: 'sign_in', consent: true });
    await start();
    show({ status: 'complete' });
    env.now += 5 * SECOND;
    await startAsAnother();
    expect(windows.navigated).toEqual([CONSENT]);
    env.now += 5 * SECOND;
    await start();
    show({ url: START });
    await start();
    expect(windows.navigated).toEqual([CONSENT, CONSENT]);
    expect(windows.opened).toHaveLength(1);
  });
});

test('a sign-in as another user makes the platform ask', async () => {
  await env.run({ type: 'sign_in', consent: true });
  expect(windows.opened).toEqual([CONSENT]);
});

/** The tabs that show the start of a sign-in, in whatever window. */
const startTabs = async () =>
  (await fakeBrowser.tabs.query({})).filter(({ url }) => url?.startsWith(START));

describe('if no window opens', () => {
  let create: typeof fakeBrowser.windows.create;

  beforeEach(() => {
    vi.mocked(fakeBrowser.windows.create).mockRestore();
    create = fakeBrowser.windows.create;
  });

  const onCreate = (open: (data: { url: string }) => Promise<unknown>) =>
    vi.spyOn(fakeBrowser.windows, 'create').mockImplementation(open as never);

  /** Opens a window with a tab, of which the browser does not return what it should. */
  async function openUnreported(url: string): Promise<void> {
    const opened = await create({});
    await fakeBrowser.tabs.create({ windowId: opened?.id ?? -1, url });
  }

  test.each<[string, (() => Promise<unknown>) | null]>([
    ['rejects', () => Promise.reject(new Error('No window.'))],
    ['returns nothing', async () => undefined],
    ['returns a window without an id', async () => ({ tabs: [] })],
    ['returns a window with no tabs', async () => ({ ...(await create({})), tabs: [] })],
    ['returns a window without its tabs', async () => await create({})],
    ['has no windows', null],
  ])('because the browser %s, one tab opens', async (_, open) => {
    const { windows: kept } = fakeBrowser;
    if (open) onCreate(open);
    else vi.spyOn(fakeBrowser, 'windows', 'get').mockReturnValue(undefined as never);
    const { tabId, windowId } = await start();
    expect(windowId).toBeNull();
    await start();
    env.restart();
    await start();
    expect((await startTabs()).map(({ id }) => id)).toEqual([tabId]);
    expect((await kept.getAll()).map(({ id }) => id)).toEqual([0]);
    env.respondWith();
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?login=success`);
    await env.expectState({ phase: 'signed_in' });
    expect(await startTabs()).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['returns nothing', async () => undefined],
    ['rejects', () => Promise.reject(new Error('Too late.'))],
  ])('according to the browser, which %s, the open one is found', async (_, report) => {
    onCreate(async ({ url }) => {
      await openUnreported(url);
      return report();
    });
    const { tabId, windowId } = await start();
    expect((await startTabs()).map((tab) => [tab.id, tab.windowId])).toEqual([[tabId, windowId]]);
    expect(windowId).not.toBeNull();
  });

  test('nor a tab, the sign-in fails, and the next click opens one', async () => {
    onCreate(() => Promise.reject(new Error('No window.')));
    const tabs = vi.spyOn(fakeBrowser.tabs, 'create').mockRejectedValue(new Error('No tab.'));
    await expect(start()).rejects.toThrow('did not open');
    tabs.mockRestore();
    await start();
    expect(await startTabs()).toHaveLength(1);
  });

  test('before the worker is stopped, the next click finds it', async () => {
    onCreate(async ({ url }) => {
      await openUnreported(url);
      return new Promise(() => undefined);
    });
    env.run('sign_in');
    await expect.poll(startTabs).toHaveLength(1);
    expect(await loginItem.get()).toBeNull();
    env.restart();
    await start();
    await start();
    expect(await startTabs()).toHaveLength(1);
  });
});

test('a window that cannot be recorded is closed again', async () => {
  const set = vi.spyOn(loginItem, 'set').mockRejectedValue(new Error('No storage.'));
  await expect(start()).rejects.toThrow('No storage.');
  set.mockRestore();
  expect(await windows.ids()).toEqual([0]);
  const { windowId } = await start();
  expect(await windows.ids()).toEqual([0, windowId]);
});
