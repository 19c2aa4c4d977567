import { describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { loginItem, signedInBeforeItem } from '../../../extension/storage/items.ts';
import { LOGIN_ERRORS } from '../../../shared/login-outcomes.ts';
import { env } from '../../support/extension/background-environment.ts';
import { account, errorReply, INFO, PROXY } from '../../support/extension/fixtures.ts';
import {
  expectSignInError,
  setUpLoginWindows,
  show,
  start,
  startAndShow,
  windows,
} from '../../support/extension/login-windows.ts';
import { accountItem } from '../../support/extension/stored-items.ts';

setUpLoginWindows();

const SUCCESS = '?login=success';
const DENIED = '?error=access_denied';

const closeTab = (tabId: number) => env.background.signIn.onTabRemoved(tabId);
const closeWindow = (windowId: number | null) =>
  env.background.signIn.onWindowRemoved(windowId ?? -1);

/** From now on, the proxy has a session. */
const createSession = () => env.respondWith();

async function succeed(): Promise<void> {
  createSession();
  await startAndShow(SUCCESS);
}

/** The sign-in succeeds while no listener notices. */
async function succeedUnseen(tabId: number): Promise<void> {
  await fakeBrowser.tabs.update(tabId, { url: `${PROXY}/${SUCCESS}` });
  createSession();
}

async function expectSignedIn(): Promise<void> {
  await env.expectState({ phase: 'signed_in', account: account() });
  expect(await loginItem.get()).toBeNull();
}

/** Expects a sign-in error, and the sign-in to be over. */
async function expectEnd(kind: string): Promise<void> {
  await expectSignInError(kind);
  expect(await loginItem.get()).toBeNull();
}

describe('the sign-in', () => {
  test('opens the start page of the proxy in a popup window', async () => {
    expect(await start()).toMatchObject({ address: PROXY, failed: false });
    expect(windows.opened).toEqual([`${PROXY}/auth/oauth/start`]);
    const options = expect.objectContaining({ type: 'popup' });
    expect(fakeBrowser.windows.create).toHaveBeenCalledWith(options);
  });

  test.each([false, true])(
    'fetches the account and closes the window after a success, after a restart too: %s',
    async (isRestarted) => {
      const { tabId, windowId } = await start();
      if (isRestarted) env.restart();
      createSession();
      await show(tabId, SUCCESS);
      await expectSignedIn();
      expect(await windows.ids()).not.toContain(windowId);
    },
  );

  test.each([
    ['did not keep', false, 'session_not_kept'],
    ['keeps in a container', true, 'session_isolated'],
  ])('reports a session that the browser %s', async (_, isolates, kind) => {
    env.isolates = isolates;
    env.restart();
    await startAndShow(SUCCESS);
    await expectEnd(kind);
  });

  test('reports a proxy that goes down meanwhile', async () => {
    delete env.routes[INFO];
    await startAndShow(SUCCESS);
    await env.expectState({ problem: { kind: 'unreachable' } });
    expect(await loginItem.get()).toBeNull();
  });

  test.each(LOGIN_ERRORS)('reports %s and leaves the window open', async (code) => {
    const { windowId } = await startAndShow(`?error=${code}`);
    await expectSignInError(code);
    expect(await loginItem.get()).toMatchObject({ failed: true });
    expect(await windows.ids()).toContain(windowId);
  });

  test('closes the window of a failure at the next start, and removes the error', async () => {
    const { windowId } = await startAndShow(DENIED);
    const next = await start();
    expect(await windows.ids()).not.toContain(windowId);
    expect(await windows.ids()).toContain(next.windowId);
    await env.expectState({ signInError: null });
  });

  test('can succeed after a failure in the same window', async () => {
    const { tabId } = await startAndShow('?error=invalid_state');
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
  test('opens once the account is there and the window closed', async () => {
    const seen: unknown[] = [];
    vi.spyOn(fakeBrowser.action, 'openPopup').mockImplementation((async () => {
      seen.push(await windows.ids(), await accountItem.get());
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

  const refuse = (): never => {
    throw new Error('A click is needed.');
  };

  test.each<[string, unknown]>([
    ['rejects', async () => refuse()],
    ['throws', refuse],
    ['cannot open it', undefined],
  ])('is not needed: the sign-in succeeds if the browser %s', async (_, openPopup) => {
    const action = { ...fakeBrowser.action, openPopup };
    vi.spyOn(fakeBrowser, 'action', 'get').mockReturnValue(action as never);
    await succeed();
    await expectSignedIn();
  });

  test('opens only if the window was seen to succeed', async () => {
    const openPopup = vi.spyOn(fakeBrowser.action, 'openPopup').mockResolvedValue();
    await closeWindow((await startAndShow(DENIED)).windowId);
    await closeWindow((await start()).windowId);
    await succeedUnseen((await start()).tabId);
    await env.run('popup_opened');
    expect(await loginItem.get()).toBeNull();
    expect(openPopup).not.toHaveBeenCalled();
  });

  test.each<[string, (tabId: number) => Promise<unknown>, () => Promise<void>]>([
    ['window is gone', (id) => fakeBrowser.tabs.remove(id), () => expectEnd('cancelled')],
    ['success was not seen', succeedUnseen, expectSignedIn],
  ])('recovers a sign-in whose %s', async (_, change, expectOutcome) => {
    const { tabId } = await start();
    await change(tabId);
    env.restart();
    await env.run('popup_opened');
    await expectOutcome();
  });

  test('leaves a sign-in in progress alone', async () => {
    const login = await start();
    await env.run('popup_opened');
    expect(await loginItem.get()).toEqual(login);
  });
});

describe('closing the window', () => {
  test.each<[string, (tabId: number) => unknown, () => Promise<void>, string[]]>([
    ['cancels the sign-in', closeTab, () => expectEnd('cancelled'), [INFO]],
    ['fetches the account after an unseen success', createSession, expectSignedIn, [INFO]],
    ['keeps the error', (id) => show(id, DENIED), () => expectEnd('access_denied'), []],
  ])('%s', async (_, change, expectOutcome, requests) => {
    const { tabId, windowId } = await start();
    await change(tabId);
    await closeWindow(windowId);
    expect(env.requests).toEqual(requests);
    await expectOutcome();
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
    await expectSignInError('cancelled');
    await finish();
    await env.expectState({ phase: 'signed_out' });
  });
});
