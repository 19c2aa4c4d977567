import { LOGIN_ERRORS } from '@shared/login-outcomes.ts';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { accountItem, loginItem } from '../../extension/storage/items.ts';
import { resetBrowser } from './browser.ts';
import { account, createScene, errorReply, json, later, PROXY, type Scene } from './scene.ts';

const INFO = 'GET /api/user/info';

let scene: Scene;

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
  scene = createScene();
});

async function begin() {
  await scene.companion.carryOut({ type: 'sign_in' });
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
    await Promise.all([
      scene.companion.carryOut({ type: 'sign_in' }),
      scene.companion.carryOut({ type: 'sign_in' }),
    ]);
    expect(windows.opened).toHaveLength(1);
    expect(windows.focused).toEqual([(await loginItem.get())?.windowId]);
  });

  test('opens another window where the one before is gone unnoticed', async () => {
    const { windowId } = await begin();
    await fakeBrowser.windows.remove(windowId ?? -1);
    const next = await begin();
    expect(windows.opened).toHaveLength(2);
    expect(next.windowId).not.toBe(windowId);
  });

  test('that succeeds brings the account and closes the window', async () => {
    const { tabId, windowId } = await begin();
    scene.routes[INFO] = () => json(200, account());
    await scene.companion.login.tabShows(tabId, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in', account: account() });
    expect(await loginItem.get()).toBeNull();
    expect(await windowIds()).not.toContain(windowId);
  });

  test('succeeds also after the worker was stopped in the middle', async () => {
    const { tabId } = await begin();
    scene.routes[INFO] = () => json(200, account());
    await scene.restart().login.tabShows(tabId, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
    expect(await loginItem.get()).toBeNull();
  });

  test('counts as one also after the worker was stopped', async () => {
    await begin();
    await scene.restart().carryOut({ type: 'sign_in' });
    expect(windows.opened).toHaveLength(1);
  });

  test('whose session the browser did not keep says so', async () => {
    const { tabId } = await begin();
    await scene.companion.login.tabShows(tabId, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject({ notice: { kind: 'session_not_kept' } });
  });

  test('that succeeds while the proxy goes down says that', async () => {
    const { tabId } = await begin();
    delete scene.routes[INFO];
    await scene.companion.login.tabShows(tabId, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject({ trouble: { kind: 'unreachable' } });
    expect(await loginItem.get()).toBeNull();
  });

  test.each(LOGIN_ERRORS)('that fails with %s leaves that notice and the window', async (code) => {
    const { tabId, windowId } = await begin();
    await scene.companion.login.tabShows(tabId, `${PROXY}/?error=${code}`);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_out', notice: { kind: code } });
    expect(await loginItem.get()).toMatchObject({ failed: true });
    expect(await windowIds()).toContain(windowId);
  });

  test('anew after a failure closes the old window and forgets the notice', async () => {
    const { tabId, windowId } = await begin();
    await scene.companion.login.tabShows(tabId, `${PROXY}/?error=access_denied`);
    const next = await begin();
    expect(await windowIds()).not.toContain(windowId);
    expect(await windowIds()).toContain(next.windowId);
    expect(await accountItem.get()).toMatchObject({ notice: null });
  });

  test('that fails, then succeeds in the same window, succeeds', async () => {
    const { tabId } = await begin();
    await scene.companion.login.tabShows(tabId, `${PROXY}/?error=invalid_state`);
    scene.routes[INFO] = () => json(200, account());
    await scene.companion.login.tabShows(tabId, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
  });

  test('in a tab that is none of ours is noticed, and the tab left alone', async () => {
    const tab = await fakeBrowser.tabs.create({ url: `${PROXY}/?login=success` });
    scene.routes[INFO] = () => json(200, account());
    await scene.companion.login.tabShows(tab.id ?? -1, tab.url);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
    expect(await fakeBrowser.tabs.get(tab.id ?? -1)).toBeDefined();
  });
});

describe('a sign-in that has succeeded', () => {
  async function succeed(): Promise<void> {
    const { tabId } = await begin();
    scene.routes[INFO] = () => json(200, account());
    await scene.companion.login.tabShows(tabId, `${PROXY}/?login=success`);
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
      scene.companion
        .carryOut({ type: 'popup_opened' })
        .then(() => new Promise(() => undefined))) as never);
    await succeed();
    await scene.companion.carryOut({ type: 'popup_opened' });
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
    await scene.companion.login.tabShows(tabId, `${PROXY}/?error=access_denied`);
    await scene.companion.login.windowGone(windowId ?? -1);
    const again = await begin();
    await scene.companion.login.windowGone(again.windowId ?? -1);
    const unseen = await begin();
    await fakeBrowser.tabs.update(unseen.tabId, { url: `${PROXY}/?login=success` });
    scene.routes[INFO] = () => json(200, account());
    await scene.companion.carryOut({ type: 'popup_opened' });
    expect(await loginItem.get()).toBeNull();
    expect(opened).not.toHaveBeenCalled();
  });
});

describe('closing the window', () => {
  test('cancels the sign-in', async () => {
    const { windowId, tabId } = await begin();
    await scene.companion.login.tabGone(tabId);
    await scene.companion.login.windowGone(windowId ?? -1);
    expect(scene.calls).toEqual([INFO]);
    expect(await accountItem.get()).toMatchObject({ notice: { kind: 'cancelled' } });
    expect(await loginItem.get()).toBeNull();
  });

  test('after a success that was missed brings the account', async () => {
    const { windowId } = await begin();
    scene.routes[INFO] = () => json(200, account());
    await scene.companion.login.windowGone(windowId ?? -1);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
  });

  test('after a failure keeps what was said about the failure', async () => {
    const { tabId, windowId } = await begin();
    await scene.companion.login.tabShows(tabId, `${PROXY}/?error=access_denied`);
    await scene.companion.login.windowGone(windowId ?? -1);
    expect(scene.calls).toEqual([]);
    expect(await accountItem.get()).toMatchObject({ notice: { kind: 'access_denied' } });
    expect(await loginItem.get()).toBeNull();
  });

  test('of some other window means nothing', async () => {
    const { windowId } = await begin();
    await scene.companion.login.windowGone((windowId ?? 0) + 1000);
    expect(await loginItem.get()).not.toBeNull();
  });

  test('does not wait for the answer to a refresh that began before', async () => {
    const slow = later();
    scene.routes[INFO] = () => slow.reply;
    const passing = scene.companion.asking.refresh('passing');
    const { windowId } = await begin();
    scene.routes[INFO] = () => errorReply('not_authenticated');
    await scene.companion.login.windowGone(windowId ?? -1);
    expect(await accountItem.get()).toMatchObject({ notice: { kind: 'cancelled' } });
    slow.answer(json(200, account()));
    await passing;
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_out' });
  });
});

describe('opening the popup', () => {
  test('mends a login whose window is gone', async () => {
    const { tabId } = await begin();
    await fakeBrowser.tabs.remove(tabId);
    await scene.restart().carryOut({ type: 'popup_opened' });
    expect(await loginItem.get()).toBeNull();
    expect(await accountItem.get()).toMatchObject({ notice: { kind: 'cancelled' } });
  });

  test('completes a login whose success went unseen', async () => {
    const { tabId } = await begin();
    await fakeBrowser.tabs.update(tabId, { url: `${PROXY}/?login=success` });
    scene.routes[INFO] = () => json(200, account());
    await scene.restart().carryOut({ type: 'popup_opened' });
    expect(await loginItem.get()).toBeNull();
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
  });

  test('leaves a login alone that is under way', async () => {
    const login = await begin();
    await scene.companion.carryOut({ type: 'popup_opened' });
    expect(await loginItem.get()).toEqual(login);
  });
});

test('a browser without windows signs in in a tab', async () => {
  const { windows: kept } = fakeBrowser;
  Object.assign(fakeBrowser, { windows: undefined });
  try {
    const { tabId, windowId } = await begin();
    expect(windowId).toBeNull();
    expect((await fakeBrowser.tabs.get(tabId)).url).toBe(`${PROXY}/auth/oauth/start`);
    scene.routes[INFO] = () => json(200, account());
    await scene.companion.login.tabShows(tabId, `${PROXY}/?login=success`);
    expect(await accountItem.get()).toMatchObject({ phase: 'signed_in' });
    expect((await fakeBrowser.tabs.query({})).map(({ id }) => id)).not.toContain(tabId);
  } finally {
    Object.assign(fakeBrowser, { windows: kept });
  }
});
