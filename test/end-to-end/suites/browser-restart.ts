import { expect } from 'vitest';
import { BADGE_COLOURS } from '../../../extension/background/badge/badge.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import { showsBadge, showsBalance, showsMessage } from '../../support/user/user-actions.ts';
import { until } from '../../support/waiting/until.ts';
import { balanceTime } from '../stored-account.ts';
import { BROWSERS, openWithNewSession, suite } from '../suite.ts';

export const browserRestart = suite('restart of the browser', BROWSERS, (test) => {
  test('shows the last balance before any response and keeps the session', async ({
    environment,
    browser,
    platform,
  }) => {
    const { account } = await openWithNewSession(environment);
    account.spend(3_000);
    const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
    platform.misbehave('userinfo', { gate });
    platform.clearRequests();

    await browser.restart();

    await showsBadge(environment, { text: '750' });
    const popup = await browser.openPopup();
    await showsBalance(popup, '750.00');
    expect(await popup.text()).toContain(account.username);
    await until('a request for the balance', () => platform.requestsTo('userinfo').length > 0);
    expect(await popup.text()).toContain('750.00');
    for (const { status } of platform.requestsTo('userinfo')) expect(status).toBe(null);

    openGate();
    await showsBalance(popup, '747.00');
    await showsBadge(environment, { text: '747' });
  });

  test('shows the last balance with its time while the proxy is down', async ({
    environment,
    browser,
    proxy,
  }) => {
    await openWithNewSession(environment);
    await proxy.stop('SIGKILL');

    await browser.restart();

    const popup = await browser.openPopup();
    await showsBalance(popup, '750.00');
    await showsMessage(popup, ['titleUnreachable', 'textUnreachable'], proxy.url);
    expect(await popup.text()).toContain(t('asOf', await balanceTime(environment)));
    await showsBadge(environment, { text: '750', color: BADGE_COLOURS.problem });

    await proxy.start();
    await popup.click('button', t('actionRefresh'));
    await popup.waitForText(t('updatedNow'));
  });
});
