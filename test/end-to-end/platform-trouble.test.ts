import { expect, test } from 'vitest';
import { BADGE_COLOURS } from '../../extension/background/badge/badge.ts';
import type { Platform } from '../support/fake-platform/platform.ts';
import {
  endSession,
  openSignedIn,
  openWithSession,
  reads,
  showsBadge,
  showsBalance,
  someone,
  type Words,
} from '../support/person/person.ts';
import { sayEnglish as say } from '../support/person/words.ts';
import { inEachBrowser } from './shared-world.ts';
import { timeOfBalance } from './time-of-balance.ts';

interface Trouble {
  readonly name: string;
  readonly words: Words;
  readonly begin: (platform: Platform, username: string) => void;
}

const TROUBLES: readonly Trouble[] = [
  {
    name: 'it is overloaded',
    words: ['titlePlatformUnavailable', 'sentencePlatformUnavailable'],
    begin: (platform) => platform.misbehave('userinfo', { status: 503 }),
  },
  {
    name: 'it hangs up',
    words: ['titlePlatformUnavailable', 'sentencePlatformUnavailable'],
    begin: (platform) => platform.misbehave('userinfo', { reset: true }),
  },
  {
    name: 'it takes too long',
    words: ['titlePlatformTimeout', 'sentencePlatformTimeout'],
    begin: (platform) => platform.misbehave('userinfo', { hang: true }),
  },
  {
    name: 'its answer makes no sense',
    words: ['titlePlatformError', 'sentencePlatformError'],
    begin: (platform) => platform.misbehave('userinfo', { status: 200, body: '<html>' }),
  },
  {
    name: 'it refuses the credentials of the proxy',
    words: ['titlePlatformMisconfigured', 'sentencePlatformMisconfigured'],
    begin: (platform, username) => {
      platform.expireAccessTokens(username);
      platform.misbehave('token', { status: 401, body: { error: 'invalid_client' } });
    },
  },
];

inEachBrowser('trouble with the platform', { settings: { PLATFORM_TIMEOUT: '2' } }, (theWorld) => {
  test('each trouble with it is told in its own words, and the balance stays', async () => {
    const world = theWorld();
    const { platform } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);
    for (const { name, words, begin } of TROUBLES) {
      begin(platform, account.username);
      await popup.click('button', say('actionRefresh'));

      const text = await reads(popup, words);
      expect(text, name).toContain(say('asOf', await timeOfBalance(world)));
      await showsBalance(popup, account.balanceFormatted);
      const others = TROUBLES.flatMap((other) => other.words).filter((key) => !words.includes(key));
      for (const key of others) expect(text, name).not.toContain(say(key));
      await showsBadge(world, {
        text: '750',
        color: BADGE_COLOURS.problem,
      });

      platform.misbehave('userinfo', null);
      platform.misbehave('token', null);
      await popup.click('button', say('actionRefresh'));
      await popup.waitForText(say('updatedNow'));
      await showsBadge(world, { color: BADGE_COLOURS.calm });
    }
  });

  test('an authorization revoked there ends the session, and signing in again begins another', async () => {
    const world = theWorld();
    const account = someone(world);
    const popup = await openSignedIn(world, account);

    await endSession(world, popup, account);

    const time = await timeOfBalance(world);
    await reads(popup, ['titleSessionEnded', 'sentenceSessionEnded'], time);
    await showsBalance(popup, '750.00');
    expect(await popup.text()).toContain(say('asOf', time));
    const badge = await showsBadge(world, { text: '!', color: BADGE_COLOURS.problem });
    expect(badge.title).toContain(say('badgeBalance', '750.00', time));

    account.spend(2_000);
    await popup.click('button', say('actionSignIn'));

    await showsBalance(popup, '748.00');
    await popup.waitForText(say('updatedNow'));
    await showsBadge(world, { text: '748' });
  });

  test('whoever signs out of a session that has ended leaves nothing behind', async () => {
    const world = theWorld();
    const { browser } = world;
    const account = someone(world);
    const popup = await openWithSession(world, account);
    await endSession(world, popup, account);
    await popup.waitForText(say('titleSessionEnded'));

    await popup.click('button', say('actionSignOut'));

    await popup.waitForText(say('titleSignedOut'));
    expect(JSON.stringify(await browser.storage())).not.toContain(account.username);
    await showsBadge(world, { text: '' });
  });

  test('a disabled account and a negative balance are states of their own', async () => {
    const world = theWorld();
    const account = someone(world);
    const popup = await openWithSession(world, account);

    account.status = 2;
    await popup.click('button', say('actionRefresh'));
    const disabled = await reads(popup, ['titleDisabled', 'sentenceDisabled']);
    expect(disabled).not.toContain(say('titleNegative'));
    await showsBalance(popup, '750.00');
    await showsBadge(world, { text: '750', color: BADGE_COLOURS.problem });

    account.status = 1;
    account.spend(762_300);
    await popup.click('button', say('actionRefresh'));
    const negative = await reads(popup, ['titleNegative', 'sentenceNegative']);
    expect(negative).not.toContain(say('titleDisabled'));
    await showsBalance(popup, '-12.30');
    expect(await popup.isEnabled('button', say('actionTopUp'))).toBe(true);
    await showsBadge(world, { text: '-12', color: BADGE_COLOURS.negative });
  });
});
