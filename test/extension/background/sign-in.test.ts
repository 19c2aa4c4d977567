import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { isSigningIn } from '../../../extension/background/sign-in/login-progress.ts';
import { accountItem, loginItem, signedInBeforeItem } from '../../../extension/storage/items.ts';
import { LOGIN_ERRORS } from '../../../shared/login-outcomes.ts';
import {
  account,
  createTestEnvironment,
  deferredResponse,
  errorReply,
  json,
  PROXY,
  type TestEnvironment,
} from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';

const INFO = 'GET /api/user/info';

let env: TestEnvironment;

/** Opens a tab in each new window, as browsers do, and remembers which windows were brought to the front. */
function addWindows(): { focused: number[]; opened: string[] } {
  const seen = { focused: [] as number[], opened: [] as string[] };
  const { create, update } = fakeBrowser.windows;
  vi.spyOn(fakeBrowser.windows, 'create').mockImplementation((async (data: { url: string }) => {
    const opened = await create({ ...data });
    const tab = await fakeBrowser.tabs.create({ windowId: opened?.id ?? 0, url: data.url });
    seen.opened.push(data.url);
    return { ...opened, tabs: [tab] };
  }) as never);
  // The fake browser does not know of which type a window is: all but the first are small ones.
  const { query } = fakeBrowser.tabs;
  vi.spyOn(fakeBrowser.tabs, 'query').mockImplementation((async ({
    windowType,
    ...wanted
  }: {
    windowType?: string;
  }) => {
    const found = await query(wanted);
    return windowType === 'popup' ? found.filter(({ windowId }) => windowId !== 0) : found;
  }) as never);
  vi.spyOn(fakeBrowser.windows, 'update').mockImplementation((async (id: number, data: object) => {
    const known = await fakeBrowser.windows.getAll();
    if (!known.some((window) => window.id === id)) throw new Error('No such window.');
    seen.focused.push(id);
    return update(id, data);
  }) as never);
  return seen;
}

let windows: ReturnType<typeof addWindows>;

beforeEach(() => {
  vi.restoreAllMocks();
  resetBrowser();
  windows = addWindows();
  env = createTestEnvironment();
});

async function begin() {
  await env.run('sign_in');
  const login = await loginItem.get();
  if (!login) throw new Error('No login was begun.');
  return login;
}

const windowIds = async () => (await fakeBrowser.windows.getAll()).map(({ id }) => id);

describe('signing in', () => {
  test('opens the start page of the proxy in a small window', async () => {
    const login = await begin();
    expect(windows.opened).toEqual([`${PROXY}/auth/oauth/start`]);
    expect(fakeBrowser.windows.create).toHaveBeenCalledWith(
      expect.objectContaining({ type: 'popup' }),
    );
    expect(login).toMatchObject({ address: PROXY, failed: false });
  });

  test('twice at once opens one window and brings it to the front', async () => {
    await Promise.all([env.run('sign_in'), env.run('sign_in')]);
    expect(windows.opened).toHaveLength(1);
    expect(windows.focused).toEqual([(await loginItem.get())?.windowId]);
  });

  test.each([
    ['has lasted longer than the proxy remembers it', 11 * 60_000],
    ['began in what is now the future', -8 * 60 * 60_000],
  ])('starts over where the one before %s', async (_, ms) => {
    const before = await begin();
    env.now += ms;
    expect(isSigningIn(before, env.now)).toBe(false);
    const after = await begin();
    expect(after.startedAt).toBe(env.now);
    expect(isSigningIn(after, env.now)).toBe(true);
    expect(await windowIds()).toHaveLength(2);
  });

  test('opens another window where the one before is gone unnoticed', async () => {
    const { tabId, windowId } = await begin();
    await fakeBrowser.tabs.remove(tabId);
    await fakeBrowser.windows.remove(windowId ?? -1);
    const next = await begin();
    expect(windows.opened).toHaveLength(2);
    expect(next.windowId).not.toBe(windowId);
  });

  test('that succeeds brings the account and closes the window', async () => {
    const { tabId, windowId } = await begin();
    env.routes[INFO] = () => json(200, account());
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in', account: account() });
    expect(await loginItem.get()).toBeNull();
    expect(await windowIds()).not.toContain(windowId);
  });

  test('succeeds also after the worker was stopped in the middle', async () => {
    const { tabId } = await begin();
    env.routes[INFO] = () => json(200, account());
    await env.restart().signIn.onTabUrl(tabId, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
    expect(await loginItem.get()).toBeNull();
  });

  test('counts as one also after the worker was stopped', async () => {
    await begin();
    await env.restart().handleCommand({ type: 'sign_in' });
    expect(windows.opened).toHaveLength(1);
  });

  test('whose session the browser did not keep says so', async () => {
    const { tabId } = await begin();
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject({ signInError: { kind: 'session_not_kept' } });
  });

  test('that succeeds while the proxy goes down says that', async () => {
    const { tabId } = await begin();
    delete env.routes[INFO];
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject({ problem: { kind: 'unreachable' } });
    expect(await loginItem.get()).toBeNull();
  });

  test.each(LOGIN_ERRORS)('that fails with %s leaves that notice and the window', async (code) => {
    const { tabId, windowId } = await begin();
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?error=${code}`);
    expect(await accountItem.get()).toMatchObject({
      phase: 'signed_out',
      signInError: { kind: code },
    });
    expect(await loginItem.get()).toMatchObject({ failed: true });
    expect(await windowIds()).toContain(windowId);
  });

  test('anew after a failure closes the old window and forgets the notice', async () => {
    const { tabId, windowId } = await begin();
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?error=access_denied`);
    const next = await begin();
    expect(await windowIds()).not.toContain(windowId);
    expect(await windowIds()).toContain(next.windowId);
    expect(await accountItem.get()).toMatchObject({ signInError: null });
  });

  test('that fails, then succeeds in the same window, succeeds', async () => {
    const { tabId } = await begin();
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?error=invalid_state`);
    env.routes[INFO] = () => json(200, account());
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
  });

  test('in a tab that is none of ours is noticed, and the tab left alone', async () => {
    const tab = await fakeBrowser.tabs.create({ url: `${PROXY}/?login=success` });
    env.routes[INFO] = () => json(200, account());
    await env.background.signIn.onTabUrl(tab.id ?? -1, tab.url);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
    expect(await fakeBrowser.tabs.get(tab.id ?? -1)).toBeDefined();
  });
});

describe('a sign-in that has succeeded', () => {
  async function succeed(): Promise<void> {
    const { tabId } = await begin();
    env.routes[INFO] = () => json(200, account());
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?login=success`);
  }

  test('opens the popup, once the window is closed and the balance there', async () => {
    const seen: unknown[] = [];
    vi.spyOn(fakeBrowser.action, 'openPopup').mockImplementation((async () => {
      seen.push(await windowIds(), await accountItem.get());
    }) as never);
    await succeed();
    await expect.poll(() => seen).toEqual([[0], expect.objectContaining({ phase: 'signed_in' })]);
  });

  test('does not wait for the popup, which begins with a command of its own', async () => {
    vi.spyOn(fakeBrowser.action, 'openPopup').mockImplementation((() =>
      env.run('popup_opened').then(() => new Promise(() => undefined))) as never);
    await succeed();
    await env.run('popup_opened');
    expect(await loginItem.get()).toBeNull();
  });

  test.each<[string, unknown]>([
    ['refuses', () => Promise.reject(new Error('A click is needed.'))],
    [
      'throws',
      () => {
        throw new Error('No window is active.');
      },
    ],
    ['does not know how', undefined],
  ])('is one also where the browser %s to open the popup', async (_, openPopup) => {
    const { openPopup: kept } = fakeBrowser.action;
    Object.assign(fakeBrowser.action, { openPopup });
    try {
      await succeed();
    } finally {
      Object.assign(fakeBrowser.action, { openPopup: kept });
    }
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
    expect(await loginItem.get()).toBeNull();
  });

  test('opens the popup only where its window was seen to succeed', async () => {
    const opened = vi.spyOn(fakeBrowser.action, 'openPopup').mockResolvedValue();
    const { tabId, windowId } = await begin();
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?error=access_denied`);
    await env.background.signIn.onWindowRemoved(windowId ?? -1);
    const again = await begin();
    await env.background.signIn.onWindowRemoved(again.windowId ?? -1);
    const unseen = await begin();
    await fakeBrowser.tabs.update(unseen.tabId, { url: `${PROXY}/?login=success` });
    env.routes[INFO] = () => json(200, account());
    await env.run('popup_opened');
    expect(await loginItem.get()).toBeNull();
    expect(opened).not.toHaveBeenCalled();
  });
});

describe('closing the window', () => {
  test('cancels the sign-in', async () => {
    const { windowId, tabId } = await begin();
    await env.background.signIn.onTabRemoved(tabId);
    await env.background.signIn.onWindowRemoved(windowId ?? -1);
    expect(env.requests).toEqual([INFO]);
    expect(await accountItem.get()).toMatchObject({ signInError: { kind: 'cancelled' } });
    expect(await loginItem.get()).toBeNull();
  });

  test('after a success that was missed brings the account', async () => {
    const { windowId } = await begin();
    env.routes[INFO] = () => json(200, account());
    await env.background.signIn.onWindowRemoved(windowId ?? -1);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
  });

  test('after a failure keeps what was said about the failure', async () => {
    const { tabId, windowId } = await begin();
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?error=access_denied`);
    await env.background.signIn.onWindowRemoved(windowId ?? -1);
    expect(env.requests).toEqual([]);
    expect(await accountItem.get()).toMatchObject({ signInError: { kind: 'access_denied' } });
    expect(await loginItem.get()).toBeNull();
  });

  test('of some other window means nothing', async () => {
    const { windowId } = await begin();
    await env.background.signIn.onWindowRemoved((windowId ?? 0) + 1000);
    expect(await loginItem.get()).not.toBeNull();
  });

  test('does not wait for the answer to a refresh that began before', async () => {
    const slow = deferredResponse();
    env.routes[INFO] = () => slow.response;
    const passing = env.background.refresher.refresh('popup_opened');
    const { windowId } = await begin();
    env.routes[INFO] = () => errorReply('not_authenticated');
    await env.background.signIn.onWindowRemoved(windowId ?? -1);
    expect(await accountItem.get()).toMatchObject({ signInError: { kind: 'cancelled' } });
    slow.respond(json(200, account()));
    await passing;
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_out' });
  });
});

describe('opening the popup', () => {
  test('mends a login whose window is gone', async () => {
    const { tabId } = await begin();
    await fakeBrowser.tabs.remove(tabId);
    await env.restart().handleCommand({ type: 'popup_opened' });
    expect(await loginItem.get()).toBeNull();
    expect(await accountItem.get()).toMatchObject({ signInError: { kind: 'cancelled' } });
  });

  test('completes a login whose success went unseen', async () => {
    const { tabId } = await begin();
    await fakeBrowser.tabs.update(tabId, { url: `${PROXY}/?login=success` });
    env.routes[INFO] = () => json(200, account());
    await env.restart().handleCommand({ type: 'popup_opened' });
    expect(await loginItem.get()).toBeNull();
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
  });

  test('leaves a login alone that is under way', async () => {
    const login = await begin();
    await env.run('popup_opened');
    expect(await loginItem.get()).toEqual(login);
  });
});

const INITIAL_STATE = `${PROXY}/auth/oauth/start`;
const SECOND = 1_000;

/** What the tab of a sign-in shows: a URL that the extension may not see is left out. */
function shows(tab: { url?: string; pendingUrl?: string; status?: string }): void {
  vi.spyOn(fakeBrowser.tabs, 'get').mockImplementation((async (id: number) => {
    if (!(await fakeBrowser.tabs.query({})).some((one) => one.id === id)) throw new Error('Gone.');
    return { id, ...tab };
  }) as never);
}

/** The addresses that the tabs of sign-ins were sent to after they had been opened. */
function navigations(): string[] {
  const seen: string[] = [];
  const { update } = fakeBrowser.tabs;
  vi.spyOn(fakeBrowser.tabs, 'update').mockImplementation((async (
    id: number,
    changes: { url?: string },
  ) => {
    if (changes.url) seen.push(changes.url);
    return update(id, changes);
  }) as never);
  return seen;
}

describe('another click on an open sign-in', () => {
  const SHOWN = 'brings it to the front';
  const ANEW = 'starts over in it';
  test.each<[string, Parameters<typeof shows>[0], number, string]>([
    ['at the platform', { status: 'complete' }, 60, SHOWN],
    ['at a platform on the same host', { url: 'http://localhost:9000/login' }, 60, SHOWN],
    [
      'on its way to the platform',
      { url: '', pendingUrl: INITIAL_STATE, status: 'loading' },
      5,
      SHOWN,
    ],
    ['opened this moment', { url: 'about:blank', status: 'complete' }, 1, SHOWN],
    [
      'back at the callback',
      { url: `${PROXY}/oauth/callback?code=1`, status: 'loading' },
      60,
      SHOWN,
    ],
    ['that did not reach the proxy', { url: INITIAL_STATE, status: 'complete' }, 1, ANEW],
    [
      'at a proxy that does not respond',
      { pendingUrl: INITIAL_STATE, status: 'loading' },
      11,
      ANEW,
    ],
    ['that stayed blank', { url: 'about:blank', status: 'complete' }, 11, ANEW],
    ['on an error page of the browser', { url: 'chrome-error://chromewebdata/' }, 4, ANEW],
    ['at another page of the proxy', { url: `${PROXY}/`, status: 'complete' }, 60, ANEW],
    ['at the platform for too long', { status: 'complete' }, 600, ANEW],
    ['of the future, by a clock that was set back', { status: 'complete' }, -60, ANEW],
  ])('%s, after %o, %i s: %s', async (_, tab, seconds, expected) => {
    const sent = navigations();
    const before = await begin();
    shows(tab);
    env.now += seconds * SECOND;
    const after = await begin();
    expect(sent).toEqual(expected === ANEW ? [INITIAL_STATE] : []);
    expect(windows.opened).toHaveLength(1);
    expect(windows.focused).toEqual([before.windowId]);
    expect([after.tabId, after.windowId]).toEqual([before.tabId, before.windowId]);
  });

  test.each([
    ['http://localhost:9000/login', SHOWN],
    ['http://localhost:9001/', ANEW],
  ])('at %s, where the proxy names its platform: %s', async (url, expected) => {
    env.routes['GET /api/about'] = () =>
      json(200, {
        name: 'balance-companion',
        version: '1.0.0',
        platform_url: 'http://localhost:9000',
      });
    const sent = navigations();
    await begin();
    shows({ url, status: 'complete' });
    env.now += 60 * SECOND;
    await begin();
    expect(sent).toEqual(expected === ANEW ? [INITIAL_STATE] : []);
  });

  test('starts over where the click before did not help, but not at a double click', async () => {
    const sent = navigations();
    await begin();
    shows({ status: 'complete' });
    env.now += 30 * SECOND;
    await begin();
    await begin();
    expect(sent).toEqual([]);
    env.now += 4 * SECOND;
    await env.restart().handleCommand({ type: 'sign_in' });
    expect(sent).toEqual([INITIAL_STATE]);
    env.now += 30 * SECOND;
    await begin();
    expect(sent).toEqual([INITIAL_STATE]);
  });

  test('ends it where it has succeeded unseen', async () => {
    await begin();
    shows({ url: `${PROXY}/?login=success` });
    env.routes[INFO] = () => json(200, account());
    await env.restart().handleCommand({ type: 'sign_in' });
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
    expect(await loginItem.get()).toBeNull();
  });

  test('does not open another page where the browser does not say what the open one shows', async () => {
    await begin();
    vi.spyOn(fakeBrowser.tabs, 'get').mockRejectedValue(new Error('Not now.'));
    await begin();
    expect(windows.opened).toHaveLength(1);
  });

  test('never opens another page where the open one can neither be shown nor loaded nor closed', async () => {
    await begin();
    const broken = () => Promise.reject(new Error('Not now.'));
    vi.spyOn(fakeBrowser.windows, 'update').mockImplementation(broken);
    vi.spyOn(fakeBrowser.tabs, 'update').mockImplementation(broken);
    vi.spyOn(fakeBrowser.windows, 'remove').mockImplementation(broken);
    await expect(begin()).rejects.toThrow();
    expect(windows.opened).toHaveLength(1);
  });
});

describe('signing in as somebody else', () => {
  const CONSENT = `${INITIAL_STATE}?consent=1`;
  const another = () => env.run({ type: 'sign_in', consent: true });

  test('makes the platform ask', async () => {
    await another();
    expect(windows.opened).toEqual([CONSENT]);
  });

  test('takes the place of a sign-in that is open, and a plain click does not take it back', async () => {
    const sent = navigations();
    await begin();
    shows({ status: 'complete' });
    env.now += 5 * SECOND;
    await another();
    expect(sent).toEqual([CONSENT]);
    env.now += 5 * SECOND;
    await begin();
    shows({ url: INITIAL_STATE });
    await begin();
    expect(sent).toEqual([CONSENT, CONSENT]);
    expect(windows.opened).toHaveLength(1);
  });

  test('is offered once somebody has signed in and out', async () => {
    env.routes[INFO] = () => json(200, account());
    await env.run('refresh');
    expect(await signedInBeforeItem.get()).toBe(false);
    await env.run('sign_out');
    expect(await signedInBeforeItem.get()).toBe(true);
    const stored = JSON.stringify(await fakeBrowser.storage.local.get());
    expect(stored).not.toContain(account().username);
  });

  test('is not offered to somebody who never did', async () => {
    await env.run('popup_opened');
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_out' });
    expect(await signedInBeforeItem.get()).toBe(false);
  });
});

/** The tabs that show the start of a sign-in, in whatever window. */
const startTabs = async () =>
  (await fakeBrowser.tabs.query({})).filter(({ url }) => url?.startsWith(INITIAL_STATE));

describe('a window that does not open', () => {
  let create: typeof fakeBrowser.windows.create;

  beforeEach(() => {
    vi.mocked(fakeBrowser.windows.create).mockRestore();
    create = fakeBrowser.windows.create;
  });

  const onCreate = (answer: (data: { url: string }) => Promise<unknown>) =>
    vi.spyOn(fakeBrowser.windows, 'create').mockImplementation(answer as never);

  test.each<[string, () => Promise<unknown>]>([
    ['rejects', () => Promise.reject(new Error('No window.'))],
    ['gives nothing', async () => undefined],
    ['gives null', async () => null],
    ['gives a window without an id', async () => ({ tabs: [] })],
    ['gives a window without tabs', async () => ({ ...(await create({})), tabs: [] })],
    ['gives a window that says nothing of tabs', async () => await create({})],
  ])('because the browser %s, is a tab, and one only', async (_, answer) => {
    onCreate(answer);
    const { tabId, windowId } = await begin();
    expect(windowId).toBeNull();
    await begin();
    await env.restart().handleCommand({ type: 'sign_in' });
    expect((await startTabs()).map(({ id }) => id)).toEqual([tabId]);
    expect(await windowIds()).toEqual([0]);
    env.routes[INFO] = () => json(200, account());
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
    expect(await startTabs()).toEqual([]);
  });

  test.each<[string, (opened: unknown) => Promise<unknown>]>([
    ['gives nothing', async () => undefined],
    ['rejects', () => Promise.reject(new Error('Too late.'))],
  ])('for the browser, which %s, but is there, is found', async (_, answer) => {
    onCreate(async ({ url }) => {
      const opened = await create({});
      await fakeBrowser.tabs.create({ windowId: opened?.id ?? -1, url });
      return answer(opened);
    });
    const { tabId, windowId } = await begin();
    expect((await startTabs()).map((tab) => [tab.id, tab.windowId])).toEqual([[tabId, windowId]]);
    expect(windowId).not.toBeNull();
  });

  test('nor does a tab, is said, and the next click opens one', async () => {
    onCreate(() => Promise.reject(new Error('No window.')));
    const tabs = vi.spyOn(fakeBrowser.tabs, 'create').mockRejectedValue(new Error('No tab.'));
    await expect(begin()).rejects.toThrow('did not open');
    tabs.mockRestore();
    await begin();
    expect(await startTabs()).toHaveLength(1);
  });

  test('is closed again where it cannot be recorded', async () => {
    const set = vi.spyOn(loginItem, 'set').mockRejectedValue(new Error('No storage.'));
    await expect(begin()).rejects.toThrow('No storage.');
    set.mockRestore();
    expect(await startTabs()).toEqual([]);
    await begin();
    expect(await startTabs()).toHaveLength(1);
  });

  test('before the worker is stopped is used by the next click', async () => {
    onCreate(async ({ url }) => {
      const opened = await create({});
      await fakeBrowser.tabs.create({ windowId: opened?.id ?? -1, url });
      return new Promise(() => undefined);
    });
    env.run('sign_in');
    await expect.poll(startTabs).toHaveLength(1);
    expect(await loginItem.get()).toBeNull();
    env.restart();
    await begin();
    await begin();
    expect(await startTabs()).toHaveLength(1);
  });
});

describe('a browser with containers', () => {
  beforeEach(() => {
    env.isolates = true;
    env.restart();
  });

  const isolated = { signInError: { kind: 'session_isolated' } };

  test('that keeps the session from the extension is named', async () => {
    const { tabId } = await begin();
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject(isolated);
    expect(await loginItem.get()).toBeNull();
  });

  test('that puts another tab in the place of the window is named, and nothing is cancelled', async () => {
    const { tabId, windowId } = await begin();
    await env.background.signIn.onTabCreated({ id: tabId + 1 });
    env.now += 200;
    await env.background.signIn.onTabRemoved(tabId);
    await env.background.signIn.onWindowRemoved(windowId ?? -1);
    expect(await accountItem.get()).toMatchObject(isolated);
    expect(await loginItem.get()).toBeNull();
  });

  test.each(['?login=success', '?error=invalid_state'])(
    'in which the sign-in ends in another tab with %s is named',
    async (query) => {
      const { tabId } = await begin();
      await env.background.signIn.onTabUrl(tabId + 1, `${PROXY}/${query}`);
      expect(await accountItem.get()).toMatchObject(isolated);
      expect(await loginItem.get()).toMatchObject({ failed: true });
    },
  );

  test.each<[string, { id?: number; cookieStoreId?: string }, number]>([
    ['no other tab', {}, 0],
    ['a tab of long ago', { id: 99 }, 60_000],
    ['a tab outside containers', { id: 99, cookieStoreId: 'firefox-default' }, 200],
  ])('in which the window was closed, with %s, says that it was cancelled', async (_, tab, ms) => {
    const { tabId } = await begin();
    await env.background.signIn.onTabCreated(tab.id === undefined ? { id: tabId } : tab);
    env.now += ms;
    await env.background.signIn.onTabRemoved(tabId);
    expect(await accountItem.get()).toMatchObject({ signInError: { kind: 'cancelled' } });
  });

  test('whose session the extension sees signs in as ever', async () => {
    const { tabId } = await begin();
    await env.background.signIn.onTabCreated({ id: tabId + 1 });
    env.routes[INFO] = () => json(200, account());
    await env.background.signIn.onTabUrl(tabId + 1, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
  });
});

test('without containers, another tab beside a window that is closed says nothing', async () => {
  const { tabId } = await begin();
  await env.background.signIn.onTabCreated({ id: tabId + 1 });
  await env.background.signIn.onTabRemoved(tabId);
  expect(await accountItem.get()).toMatchObject({ signInError: { kind: 'cancelled' } });
});

test('a browser without windows signs in in a tab', async () => {
  const { windows: kept } = fakeBrowser;
  Object.assign(fakeBrowser, { windows: undefined });
  try {
    const { tabId, windowId } = await begin();
    expect(windowId).toBeNull();
    expect((await fakeBrowser.tabs.get(tabId)).url).toBe(`${PROXY}/auth/oauth/start`);
    env.routes[INFO] = () => json(200, account());
    await env.background.signIn.onTabUrl(tabId, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
    expect((await fakeBrowser.tabs.query({})).map(({ id }) => id)).not.toContain(tabId);
  } finally {
    Object.assign(fakeBrowser, { windows: kept });
  }
});
