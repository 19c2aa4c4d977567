import { expect } from 'vitest';
import { BADGE_COLOURS } from '../../../extension/background/badge/badge-content.ts';
import { showsBadge } from '../../support/user/assertions.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import { spendAndRefresh } from '../../support/user/user-actions.ts';
import { until } from '../../support/waiting/until.ts';
import { storedHistory } from '../stored-account.ts';
import { openWithNewSession, suite } from '../suite.ts';

export const budget = suite('a budget', ['chromium'], (test) => {
  test('is set on the options page, and shown in the popup and on the badge', async (env) => {
    const { account, popup } = await openWithNewSession(env);
    const { owner } = await storedHistory(env);
    const minute = Math.floor(Date.now() / 60_000);
    await env.browser.store({ history: { owner, samples: [[minute, 750, 250_000]] } });

    const options = await env.browser.openOptionsPage();
    await options.fill(t('fieldBudget'), '10');
    await options.click('switch', t('switchBudgetBadge'));
    await options.waitForText(t('confirmedOn'));
    await options.close();
    await popup.waitForText(/Budget: 10\.00, counted since/);
    await showsBadge(env, { text: '0%', color: BADGE_COLOURS.calm });

    await spendAndRefresh(popup, account, 4_000);
    await popup.waitForText(t('budgetOf', '≥ 4.00', '10.00'));
    const { title } = await showsBadge(env, { text: '40%' });
    expect(title).toContain(t('badgeBudget', t('periodMonth'), '40'));

    await spendAndRefresh(popup, account, 6_000);
    await popup.waitForText(t('budgetUsedUp'));
    await showsBadge(env, { text: '100%', color: BADGE_COLOURS.low });

    await popup.click('button', t('actionHideBalance'));
    await until('a popup without the budget', async () => {
      return !(await popup.text()).includes(t('budgetUsedUp'));
    });
    await showsBadge(env, { text: '•' });
  });
});
