import { expect } from 'vitest';
import { BADGE_COLOURS } from '../../../extension/background/badge/badge-content.ts';
import { showsBadge, showsBalance } from '../../support/user/assertions.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import { spendAndRefresh } from '../../support/user/user-actions.ts';
import { until } from '../../support/waiting/until.ts';
import { storedHistory } from '../stored-account.ts';
import { FIREFOX_AT_NIGHT, openWithNewSession, suite } from '../suite.ts';

export const preferences = suite('preferences and history', FIREFOX_AT_NIGHT, (test) => {
  test('a hidden balance appears nowhere, even after the background restarts', async (env) => {
    const { popup } = await openWithNewSession(env);
    await popup.click('button', t('actionHideBalance'));
    await popup.waitFor('button', t('actionShowBalance'));

    await env.browser.stopWorker();
    await popup.reload();
    await popup.waitForText(t('balanceHidden'));
    expect(await popup.text()).not.toContain('750');
    await until('a badge without digits', async () => {
      const { text, title } = await env.browser.badge();
      return !/\d/.test(text) && !title.includes('750');
    });

    await popup.click('button', t('actionShowBalance'));
    await showsBalance(popup, '750.00');
    await showsBadge(env, { text: '750' });
  });

  test('popup and badge warn below the threshold', async (env) => {
    const { account, popup } = await openWithNewSession(env);
    const options = await env.browser.openOptionsPage();
    await options.fill(t('fieldThreshold'), 'plenty');
    await options.click('button', t('actionSave'));
    await options.waitForText(t('thresholdWrong'));
    await options.fill(t('fieldThreshold'), '700');
    await options.click('button', t('actionSave'));
    await options.waitForText(t('confirmedSaved'));
    await options.close();
    expect(await popup.text()).not.toContain(t('titleLow'));

    await spendAndRefresh(popup, account, 100_000);
    await popup.waitForText(t('titleLow'));
    await showsBadge(env, { text: '650', color: BADGE_COLOURS.low });
  });

  test('the badge can be switched off and on', async (env) => {
    await openWithNewSession(env);
    const options = await env.browser.openOptionsPage();
    await options.click('switch', t('switchBadge'));
    await options.waitForText(t('confirmedOff'));
    expect((await showsBadge(env, { text: '' })).title).toContain('750.00');
    await env.browser.stopWorker();
    await options.reload();
    await options.click('switch', t('switchBadge'));
    await showsBadge(env, { text: '750' });
  });

  test('shows what was used today and deletes it on request', async (env) => {
    const { account, popup } = await openWithNewSession(env);
    await popup.waitForText(t('forecastUnknown'));
    const history = await storedHistory(env);
    expect(history.samples).toHaveLength(1);
    const minute = history.samples[0]?.[0] ?? 0;
    // As if the balance had been fetched two minutes ago.
    await env.browser.store({ history: { ...history, samples: [[minute - 2, 752.5, 247_500]] } });
    await spendAndRefresh(popup, account);
    await popup.waitForText(/Used since .*\d\d: \d/);

    const options = await env.browser.openOptionsPage();
    await options.click('button', t('actionDeleteHistory'));
    await options.click('button', t('actionDeleteForGood'));
    await options.waitForText(t('historyDeleted'));
    expect((await env.browser.storage()).local.history ?? null).toBeNull();
  });
});
