import { expect, test } from 'vitest';
import { SHAPES, type ShapeName } from '../../support/fake-platform/shapes.ts';
import { openSignedOut, showsBalance, signIn, someone } from '../../support/person/person.ts';
import { sayEnglish as say } from '../../support/person/words.ts';
import { topic } from '../topic.ts';

/** What the popup says of use; undefined where the platform does not say what was used. */
const USED: Partial<Record<ShapeName, string | undefined>> = {
  wrapped: '251,000',
  sparse: undefined,
  odd: '12,345,678,901,234,567,890',
};

/** All but the guide's, which every other test has. */
const OTHER_SHAPES = (Object.keys(SHAPES) as ShapeName[]).filter((shape) => shape !== 'guide');

export const responseShapes = topic('what the platform may send', (theWorld) => {
  test('sign-in, refresh, balance and top-up work in each shape', async () => {
    const world = theWorld();
    const { browser, platform } = world;
    const account = someone(world);
    const popup = await openSignedOut(world);
    for (const [index, shape] of OTHER_SHAPES.entries()) {
      platform.settings.shape = shape;
      if (index === 0) await signIn(world, popup, account);
      else await popup.click('button', say('actionSignIn'));
      await showsBalance(popup, account.balanceFormatted);

      platform.expireAccessTokens(account.username);
      account.spend(1_000);
      await popup.click('button', say('actionRefresh'));
      await showsBalance(popup, account.balanceFormatted);
      const text = await popup.text();
      const used = USED[shape];
      if (used !== undefined) expect(text, shape).toContain(say('used', used));
      else expect(text, shape).not.toMatch(/Used [\d,]+ units/);
      expect(text, shape).not.toMatch(/undefined|null|NaN|\[object/);

      await popup.click('button', say('actionTopUp'));
      const page = await browser.waitForView((url) => url === `${platform.url}/topup`);
      await page.close();
      await popup.click('button', say('actionSignOut'));
      await popup.waitForText(say('titleSignedOut'));
    }
  });
});
