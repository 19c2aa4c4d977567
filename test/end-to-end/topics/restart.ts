import { expect, test } from 'vitest';
import { BADGE_COLOURS } from '../../../extension/background/badge/badge.ts';
import {
  openWithSession,
  reads,
  showsBadge,
  showsBalance,
  someone,
} from '../../support/person/person.ts';
import { sayEnglish as say } from '../../support/person/words.ts';
import { until } from '../../support/waiting/until.ts';
import { timeOfBalance } from '../time-of-balance.ts';
import { topic } from '../topic.ts';

export const restart = topic('a restart of the browser', (theWorld) => {
  test('the last balance is there before any answer, and the session goes on', async () => {
    const world = theWorld();
    const { browser, platform } = world;
    const account = someone(world);
    await openWithSession(world, account);
    account.spend(3_000);
    const { promise: gate, resolve: letThrough } = Promise.withResolvers<void>();
    platform.misbehave('userinfo', { gate });
    platform.clearCalls();

    await browser.restart();

    await showsBadge(world, { text: '750' });
    const popup = await browser.openPopup();
    await showsBalance(popup, '750.00');
    expect(await popup.text()).toContain(account.username);
    await until('the balance to be asked for', () => platform.callsTo('userinfo').length > 0);
    expect(await popup.text()).toContain('750.00');
    for (const { status } of platform.callsTo('userinfo')) expect(status).toBe(null);

    letThrough();
    await showsBalance(popup, '747.00');
    await showsBadge(world, { text: '747' });
  });

  test('with the proxy down, the last balance is there with its time', async () => {
    const world = theWorld();
    const { browser, proxy } = world;
    await openWithSession(world, someone(world));
    await proxy.stop('SIGKILL');

    await browser.restart();

    const popup = await browser.openPopup();
    await showsBalance(popup, '750.00');
    await reads(popup, ['titleUnreachable', 'sentenceUnreachable'], proxy.url);
    expect(await popup.text()).toContain(say('asOf', await timeOfBalance(world)));
    await showsBadge(world, { text: '750', color: BADGE_COLOURS.problem });

    await proxy.start();
    await popup.click('button', say('actionRefresh'));
    await popup.waitForText(say('updatedNow'));
  });
});
