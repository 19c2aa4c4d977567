import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { isSigningIn } from '../../../extension/background/sign-in/login-progress.ts';
import { accountItem, loginItem, signedInBeforeItem } from '../../../extension/storage/items.ts';
import { LOGIN_ERRORS } from '../../../shared/login-outcomes.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { account, errorReply, INFO, MINUTE, PROXY } from '../../support/extension/fixtures.ts';
import {
  setUpLoginWindows,
  startSignIn as start,
  windowIds,
  windows,
} from '../../support/extension/login-windows.ts';

setUpEnvironment();

setUpLoginWindows();

const SUCCESS = '?login=success';

/** The tab shows the proxy's page with this outcome. */
const show = (tabId: number, outcome: string) =>
  env.background.signIn.onTabUrl(tabId, `${PROXY}/${outcome}`);
const closeWindow = (windowId: number | null) =>
  env.background.signIn.onWindowRemoved(windowId ?? -1);

/** From now on, the proxy has a session. */
function createSession(): void {
  env.respondWith();
}

async function expectSignedIn(): Promise<void> {
  await env.expectState({ phase: 'signed_in', account: account() });
  expect(await loginItem.get()).toBeNull();
}

const expectError = (kind: string) =>
  env.expectState({ phase: 'signed_out', signInError: { kind } });

describe('the sign-in', () => {
  test('opens the start page of the proxy in a popup window', async () => {
    expect(await start()).toMatchObject({ address: PROXY, failed: false });
    expect(windows.opened).toEqual([`${PROXY}/auth/oauth/start`]);
    const options = expect.objectContaining({ type: 'popup' });
    expect(fakeBrowser.windows.create).toHaveBeenCalledWith(options);
  });

  test.each([
    ['longer ago than the proxy keeps it', 11 * MINUTE],
    ['in what is now the future', -8 * 60 * MINUTE],
  ])('starts over if it was started %s', async (_, ms) => {
    const before = await start();
    env.now += ms;
    expect(isSigningIn(before, env.now)).toBe(false);
    const after = await start();
    expect(after.startedAt).toBe(env.now);
    expect(isSigningIn(after, env.now)).toBe(true);
    expect(await windowIds()).toHaveLength(2);
  });

  test.each([false, true])(
    'fetches the account and closes the window after a success, after a restart too: %s',
    async (isRestarted) => {
      const { tabId, windowId } = await start();
      if (isRestarted) env.restart();
      createSession();
      await show(tabId, SUCCESS);
      await expectSignedIn();
      expect(await windowIds()).not.toContain(windowId);
    },
  );

  test('reports a session that the browser did not keep', async () => {
    const { tabId } = await start();
    await show(tabId, SUCCESS);
    await expectError('session_not_kept');
  });

  test('reports a proxy that goes down meanwhile', async () => {
    const { tabId } = await start();
    delete env.routes[INFO];
    await show(tabId, SUCCESS);
    await env.expectState({ problem: { kind: 'unreachable' } });
    expect(await loginItem.get()).toBeNull();
  });

  test.each(LOGIN_ERRORS)('reports %s and leaves the window open', async (code) => {
    const { tabId, windowId } = await start();
    await show(tabId, `?error=${code}`);
    await expectError(code);
    expect(await loginItem.get()).toMatchObject({ failed: true });
    expect(await windowIds()).toContain(windowId);
  });

  test('closes the window of a failure at the next start, and removes the error', async () => {
    const { tabId, windowId } = await start();
    await show(tabId, '?error=access_denied');
    const next = await start();
    expect(await windowIds()).not.toContain(windowId);
    expect(await windowIds()).toContain(next.windowId);
    await env.expectState({ signInError: null });
  });

  test('can succeed after a failure in the same window', async () => {
    const { tabId } = await start();
    await show(tabId, '?error=invalid_state');
    createSession();
    await show(tabId, SUCCESS);
    await expectSignedIn();
  });

  test('is noticed in a tab of the user, which stays open', async () => {
    const { id = -1 } = await fakeBrowser.tabs.create({ url: `${PROXY}/${SUCCESS}` });
    createSession();
    await show(id, SUCCESS);
    await expectSignedIn();
    expect(await fakeBrowser.tabs.get(id)).toBeDefined();
  });

  test('of another user is offered once somebody has signed in and out', async () => {
    await env.run('popup_opened');
    await env.expectState({ phase: 'signed_out' });
    await env.fetchAccount();
    expect(await signedInBeforeItem.get()).toBe(false);
    await env.run('sign_out');
    expect(await signedInBeforeItem.get()).toBe(true);
    const stored = JSON.stringify(await fakeBrowser.storage.local.get());
    expect(stored).not.toContain(account().username);
  });
});

describe('the popup', () => {
  async function succeed(): Promise<void> {
    const { tabId } = await start();
    createSession();
    await show(tabId, SUCCESS);
  }

  /** The sign-in succeeds while no listener notices. */
  async function succeedUnseen(tabId: number): Promise<void> {
    await fakeBrowser.tabs.update(tabId, { url: `${PROXY}/${SUCCESS}` });
    createSession();
  }

  test('opens once the account is there and the window closed', async () => {
    const seen: unknown[] = [];
    vi.spyOn(fakeBrowser.action, 'openPopup').mockImplementation((async () => {
      seen.push(await windowIds(), await accountItem.get());
    }) as never);
    await succeed();
    await expect.poll(() => seen).toEqual([[0], expect.objectContaining({ phase: 'signed_in' })]);
  });

  test('is not waited for: it sends a command as it opens', async () => {
    vi.spyOn(fakeBrowser.action, 'openPopup').mockImplementation((() =>
      env.run('popup_opened').then(() => new Promise(() => undefined))) as never);
    await succeed();
    await env.run('popup_opened');
    expect(await loginItem.get()).toBeNull();
  });

  test.each<[string, unknown]>([
    ['rejects', () => Promise.reject(new Error('A click is needed.'))],
    [
      'throws',
      () => {
        throw new Error('No window is active.');
      },
    ],
    ['cannot open it', undefined],
  ])('is not needed: the sign-in succeeds if the browser %s', async (_, openPopup) => {
    const { openPopup: kept } = fakeBrowser.action;
    Object.assign(fakeBrowser.action, { openPopup });
    try {
      await succeed();
    } finally {
      Object.assign(fakeBrowser.action, { openPopup: kept });
    }
    await expectSignedIn();
  });

  test('opens only if the window was seen to succeed', async () => {
    const openPopup = vi.spyOn(fakeBrowser.action, 'openPopup').mockResolvedValue();
    const { tabId, windowId } = await start();
    await show(tabId, '?error=access_denied');
    await closeWindow(windowId);
    await closeWindow((await start()).windowId);
    const unseen = await start();
    await succeedUnseen(unseen.tabId);
    await env.run('popup_opened');
    expect(await loginItem.get()).toBeNull();
    expect(openPopup).not.toHaveBeenCalled();
  });

  test.each<[string, (tabId: number) => Promise<unknown>, () => Promise<void>]>([
    ['window is gone', (id) => fakeBrowser.tabs.remove(id), () => expectError('cancelled')],
    ['success was not seen', succeedUnseen, expectSignedIn],
  ])('recovers a sign-in whose %s', async (_, change, expectOutcome) => {
    const { tabId } = await start();
    await change(tabId);
    env.restart();
    await env.run('popup_opened');
    expect(await loginItem.get()).toBeNull();
    await expectOutcome();
  });

  test('leaves a sign-in in progress alone', async () => {
    const login = await start();
    await env.run('popup_opened');
    expect(await loginItem.get()).toEqual(login);
  });
});

describe('closing the window', () => {
  test('cancels the sign-in', async () => {
    const { windowId, tabId } = await start();
    await env.background.signIn.onTabRemoved(tabId);
    await closeWindow(windowId);
    expect(env.requests).toEqual([INFO]);
    await expectError('cancelled');
    expect(await loginItem.get()).toBeNull();
  });

  test('fetches the account after a success that was not seen', async () => {
    const { windowId } = await start();
    createSession();
    await closeWindow(windowId);
    await expectSignedIn();
  });

  test('keeps the error of a failure', async () => {
    const { tabId, windowId } = await start();
    await show(tabId, '?error=access_denied');
    await closeWindow(windowId);
    expect(env.requests).toEqual([]);
    await expectError('access_denied');
    expect(await loginItem.get()).toBeNull();
  });

  test('does nothing if it is another window', async () => {
    const { windowId } = await start();
    await closeWindow((windowId ?? 0) + 1000);
    expect(await loginItem.get()).not.toBeNull();
  });

  test('does not wait for a refresh that began before', async () => {
    const finish = await env.startRefresh('popup_opened');
    const { windowId } = await start();
    env.routes[INFO] = () => errorReply('not_authenticated');
    await closeWindow(windowId);
    await expectError('cancelled');
    await finish();
    await env.expectState({ phase: 'signed_out' });
  });
});

describe('in a browser with containers', () => {
  const openTab = (tab: { id?: number; cookieStoreId?: string }) =>
    env.background.signIn.onTabCreated(tab);
  const closeTab = (tabId: number) => env.background.signIn.onTabRemoved(tabId);

  beforeEach(() => {
    env.isolates = true;
    env.restart();
  });

  test('a session that the extension cannot see is reported', async () => {
    const { tabId } = await start();
    await show(tabId, SUCCESS);
    await expectError('session_isolated');
    expect(await loginItem.get()).toBeNull();
  });

  test('a tab that takes the place of the window is reported, and nothing is cancelled', async () => {
    const { tabId, windowId } = await start();
    await openTab({ id: tabId + 1 });
    env.now += 200;
    await closeTab(tabId);
    await closeWindow(windowId);
    await expectError('session_isolated');
    expect(await loginItem.get()).toBeNull();
  });

  test.each([SUCCESS, '?error=invalid_state'])(
    'an outcome in another tab is reported: %s',
    async (outcome) => {
      const { tabId } = await start();
      await show(tabId + 1, outcome);
      await expectError('session_isolated');
      expect(await loginItem.get()).toMatchObject({ failed: true });
    },
  );

  test('a session that the extension sees in another tab signs in', async () => {
    const { tabId } = await start();
    await openTab({ id: tabId + 1 });
    createSession();
    await show(tabId + 1, SUCCESS);
    await env.expectState({ phase: 'signed_in', account: account() });
  });

  test.each<[string, object, number, boolean]>([
    ['without another tab', {}, 0, true],
    ['long after another tab', { id: 99 }, MINUTE, true],
    ['after a tab outside containers', { id: 99, cookieStoreId: 'firefox-default' }, 200, true],
    ['after another tab, without containers', { id: 99 }, 0, false],
  ])('closing the window %s cancels', async (_, tab, ms, isolates) => {
    env.isolates = isolates;
    env.restart();
    const { tabId } = await start();
    await openTab({ id: tabId, ...tab });
    env.now += ms;
    await closeTab(tabId);
    await expectError('cancelled');
  });
});
