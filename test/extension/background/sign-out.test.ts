import { beforeEach, describe, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { badgeText, tooltipText } from '../../support/extension/browser.ts';
import { account, errorReply, INFO, SIGN_OUT } from '../../support/extension/fixtures.ts';
import { signedOut } from '../../support/extension/states.ts';
import { accountItem } from '../../support/extension/stored-items.ts';

setUpEnvironment();

beforeEach(async () => {
  await env.fetchAccount();
  env.requests.length = 0;
});

const noContent = () => new Response(null, { status: 204 });

test('removes the account, its balance and all times', async () => {
  await env.run('refresh');
  env.requests.length = 0;
  await env.run('sign_out');
  expect(env.requests).toEqual([SIGN_OUT]);
  expect(JSON.stringify(await fakeBrowser.storage.local.get())).not.toMatch(/\d{5}/u);
  expect(JSON.stringify(await fakeBrowser.storage.local.get())).not.toMatch(/750|user123/u);
  expect(await accountItem.get()).toEqual(signedOut());
  expect(await badgeText()).toBe('');
  expect(await tooltipText()).not.toContain('750');
});

test.each([
  ['sign_out_failed', 'store_unavailable'],
  ['sign_out_refused', 'forbidden'],
] as const)('keeps the account with the problem %s after %s', async (kind, code) => {
  env.routes[SIGN_OUT] = () => errorReply(code);
  await env.run('sign_out');
  const state = { account: account(), problem: { kind } };
  await env.expectState(state);
  await env.run('popup_opened');
  await env.expectState(state);
  env.routes[SIGN_OUT] = noContent;
  await env.run('sign_out');
  await env.expectState({ phase: 'signed_out', problem: null });
});

test('removes the account of a session that had ended, although the proxy is down', async () => {
  await env.fetchError('reauth_required');
  delete env.routes[SIGN_OUT];
  await env.run('sign_out');
  expect(await accountItem.get()).toEqual(signedOut());
  expect(await badgeText()).toBe('');
});

describe.each([false, true])('if aborted requests are responded to: %s', (ignoresAbort) => {
  beforeEach(() => {
    env.ignoresAbort = ignoresAbort;
  });

  test('the response to a refresh that began before does not undo it', async () => {
    const finish = await env.startRefresh();
    await env.run('sign_out');
    await finish();
    await env.expectState({ phase: 'signed_out' });
  });

  test('a refresh that begins meanwhile does not undo it', async () => {
    const respondToSignOut = env.defer(SIGN_OUT);
    const signOut = env.run('sign_out');
    await expect.poll(() => env.requests).toEqual([SIGN_OUT]);
    const finish = await env.startRefresh();
    respondToSignOut(noContent());
    await signOut;
    await finish();
    await env.expectState({ phase: 'signed_out' });
  });
});

describe('a failed sign-out stays the problem', () => {
  test('after a refresh that began before', async () => {
    delete env.routes[SIGN_OUT];
    const finish = await env.startRefresh();
    await env.run('sign_out');
    await finish();
    await env.expectState({ problem: { kind: 'sign_out_failed' } });
  });

  test.each(['popup_opened', 'alarm', 'permission'] as const)(
    'after a refresh by %s that fails, until a click',
    async (trigger) => {
      delete env.routes[SIGN_OUT];
      delete env.routes[INFO];
      await env.run('sign_out');
      await env.account.refresher.refresh(trigger);
      await env.expectState({ problem: { kind: 'sign_out_failed' } });
      await env.run('refresh');
      await env.expectState({ problem: { kind: 'unreachable' } });
    },
  );
});
