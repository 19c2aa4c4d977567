import { expect, test } from 'vitest';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import {
  openLogin,
  openSignedOut,
  openWithSession,
  sendForm,
  showsBadge,
  showsBalance,
  someone,
} from '../../support/person/person.ts';
import { sayEnglish as say } from '../../support/person/words.ts';
import { until } from '../../support/waiting/until.ts';
import { topic } from '../topic.ts';

/** A moment that lasts until a test has had enough of it. */
function moment(): { lasts: Promise<void>; end: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { lasts: promise, end: resolve };
}

export const stoppedBackground = topic('a background that is stopped', (theWorld) => {
  test('while the code of a sign-in is exchanged: the window completes it', async () => {
    const world = theWorld();
    const { browser, platform } = world;
    const account = someone(world);
    const exchange = moment();
    platform.misbehave('token', { gate: exchange.lasts });
    const popup = await openSignedOut(world);
    const login = await openLogin(world, popup);
    const arrived = platform.nextCall('token');
    // In Chromium the driver may return from the click only when the page that it leads to is there.
    const sent = sendForm(login, account);
    await arrived;

    await browser.stopWorker();
    exchange.end();

    await sent;
    await login.waitUntilClosed();
    await showsBalance(popup, account.balanceFormatted);
    await showsBadge(world, { text: '750' });
    expect((await browser.storage()).session).not.toHaveProperty('login');
  });

  test('while the balance is asked for: the last one stays, and the next look finds the new one', async () => {
    const world = theWorld();
    const { browser, platform } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);
    account.spend(1_000);
    const answer = moment();
    platform.misbehave('userinfo', { gate: answer.lasts });
    const arrived = platform.nextCall('userinfo');
    await popup.click('button', say('actionRefresh'));
    await arrived;

    await browser.stopWorker();
    await showsBalance(popup, '750.00');
    await showsBadge(world, { text: '750' });
    answer.end();
    platform.misbehave('userinfo', null);

    await popup.reload();
    await showsBalance(popup, '749.00');
    await popup.waitForText(say('updatedNow'));
    await showsBadge(world, { text: '749' });
  });

  test('just as a balance arrives: what is stored is the old one or the new one, and never half of it', async () => {
    const world = theWorld();
    const { browser, platform } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);
    for (const [before, after] of [
      ['750.00', '749.00'],
      ['749.00', '748.00'],
      ['748.00', '747.00'],
    ] as const) {
      account.spend(1_000);
      const answered = platform.nextCall('userinfo', { answered: true });
      await popup.click('button', say('actionRefresh'));
      await answered;

      await browser.stopWorker();
      const { account: stored } = (await browser.storage()).local;
      expect(stored).toMatchObject({ phase: 'signed_in', problem: null });
      expect([before, after]).toContain(
        (stored as { account: { balance_formatted: string } }).account.balance_formatted,
      );
      await popup.reload();
      await showsBalance(popup, after);
    }
  });
});

// Chromium asks a person for the permission to notify, in a window of its own that no driver can answer.
export const stoppedWhileNotifying = topic(
  'a background that is stopped',
  stoppedWhileNotifyingTests,
  ['firefox'],
);

function stoppedWhileNotifyingTests(theWorld: () => TestEnvironment): void {
  test('around a notification: there is one at the most, and the low balance is told in any case', async () => {
    const world = theWorld();
    const { browser, platform } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);
    await browser.agreeToHost('http://localhost/*');
    const settings = await browser.openSettings();
    await settings.fill(say('fieldThreshold'), '700');
    await settings.click('button', say('actionSave'));
    await settings.waitForText(say('confirmedThreshold', '700'));
    await settings.click('switch', say('switchLowNotice'));
    await settings.waitForText(say('confirmedOn'));
    await settings.close();

    account.spend(100_000);
    const answered = platform.nextCall('userinfo', { answered: true });
    await popup.click('button', say('actionRefresh'));
    await answered;
    await browser.stopWorker();
    await popup.reload();

    await popup.waitForText(say('titleLow'));
    await showsBalance(popup, '650.00');
    await until('the user to be told', async () => {
      const { alert } = (await browser.storage()).local;
      return (alert as { notifiedBalance: number | null } | undefined)?.notifiedBalance === 650;
    });
    account.spend(1_000);
    await popup.click('button', say('actionRefresh'));
    await showsBalance(popup, '649.00');
    expect((await browser.storage()).local.alert).toEqual({ notifiedBalance: 650 });
    expect((await browser.notifications()).length).toBeLessThanOrEqual(1);
  });
}
