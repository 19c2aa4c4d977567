import { expect } from 'vitest';
import { BADGE_COLOURS } from '../../extension/background/badge/badge-content.ts';
import type { Fault } from '../support/fake-platform/faults.ts';
import {
  type MessageKeys,
  showsBadge,
  showsBalance,
  showsMessage,
} from '../support/user/assertions.ts';
import { tEnglish as t } from '../support/user/messages.ts';
import { createUser, endSession, openSignedIn } from '../support/user/user-actions.ts';
import { until } from '../support/waiting/until.ts';
import { balanceTime } from './stored-account.ts';
import { FIREFOX_AT_NIGHT, openWithNewSession, runSuites, suite } from './suite.ts';

const UNAVAILABLE = ['titlePlatformUnavailable', 'textPlatformUnavailable'] as const;
const TIMEOUT = ['titlePlatformTimeout', 'textPlatformTimeout'] as const;
const UNUSABLE = ['titlePlatformError', 'textPlatformError'] as const;
const MISCONFIGURED = ['titlePlatformMisconfigured', 'textPlatformMisconfigured'] as const;

const PROBLEMS: readonly [MessageKeys, endpoint: 'userinfo' | 'token', Fault][] = [
  [UNAVAILABLE, 'userinfo', { status: 503 }],
  [UNAVAILABLE, 'userinfo', { reset: true }],
  [TIMEOUT, 'userinfo', { hang: true }],
  [UNUSABLE, 'userinfo', { status: 200, body: '<html>' }],
  [MISCONFIGURED, 'token', { status: 401, body: { error: 'invalid_client' } }],
];

const platformProblems = suite('problems with the platform', FIREFOX_AT_NIGHT, (test) => {
  test('each has its own message and keeps the balance', async (env) => {
    const { account, popup } = await openWithNewSession(env);
    for (const [message, endpoint, fault] of PROBLEMS) {
      if (endpoint === 'token') env.platform.expireAccessTokens(account.username);
      env.platform.misbehave(endpoint, fault);
      await popup.click('button', t('actionRefresh'));

      const text = await showsMessage(popup, message);
      expect(text).toContain(t('asOf', await balanceTime(env)));
      await showsBalance(popup, account.balanceFormatted);
      const others = PROBLEMS.flatMap(([keys]) => keys).filter((key) => !message.includes(key));
      for (const key of others) expect(text).not.toContain(t(key));
      await showsBadge(env, { text: '750', color: BADGE_COLOURS.problem });

      env.platform.misbehave(endpoint, null);
      await popup.click('button', t('actionRefresh'));
      await popup.waitForText(t('updatedNow'));
      await showsBadge(env, { color: BADGE_COLOURS.calm });
    }
  });

  test('a revoked authorization ends the session until the next sign-in', async (env) => {
    const account = createUser(env);
    const popup = await openSignedIn(env, account);

    await endSession(env, popup, account);
    const time = await balanceTime(env);
    await showsMessage(popup, ['titleSessionEnded', 'textSessionEnded'], time);
    await showsBalance(popup, '750.00');
    expect(await popup.text()).toContain(t('asOf', time));
    const badge = await showsBadge(env, { text: '!', color: BADGE_COLOURS.problem });
    expect(badge.title).toContain(t('badgeBalance', '750.00', time));

    account.spend(2_000);
    await popup.click('button', t('actionSignIn'));

    await showsBalance(popup, '748.00');
    await popup.waitForText(t('updatedNow'));
    await showsBadge(env, { text: '748' });
    // The platform still knows the user, so the window closes without showing a form.
    await until('the window to close', async () => (await env.browser.views()).length === 1);
  });
});

runSuites([platformProblems], { env: { PLATFORM_TIMEOUT: '2' } });
