import { expect } from 'vitest';
import { showsBadge, showsBalance } from '../../support/user/assertions.ts';
import { until } from '../../support/waiting/until.ts';
import { BROWSERS, openWithNewSession, suite } from '../suite.ts';

export const browserRestart = suite('restart of the browser', BROWSERS, (test) => {
  test('shows the last balance before any response and keeps the session', async (env) => {
    const { account } = await openWithNewSession(env);
    account.spend(3_000);
    const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
    env.platform.misbehave('userinfo', { gate });
    env.platform.clearRequests();

    await env.browser.restart();
    await showsBadge(env, { text: '750' });
    const popup = await env.browser.openPopup();
    await showsBalance(popup, '750.00');
    expect(await popup.text()).toContain(account.username);
    await until('a request for the balance', () => env.platform.requestsTo('userinfo').length > 0);
    expect(await popup.text()).toContain('750.00');
    for (const { status } of env.platform.requestsTo('userinfo')) expect(status).toBe(null);

    openGate();
    await showsBalance(popup, '747.00');
    await showsBadge(env, { text: '747' });
  });
});
