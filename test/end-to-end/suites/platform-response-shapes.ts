import { expect } from 'vitest';
import { SHAPES, type ShapeName } from '../../support/fake-platform/shapes.ts';
import { showsBalance } from '../../support/user/assertions.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import {
  createUser,
  openSignedOut,
  signIn,
  signOut,
  spendAndRefresh,
} from '../../support/user/user-actions.ts';
import { suite } from '../suite.ts';

/** The usage that the popup shows; undefined where the platform does not report any. */
const USED: Partial<Record<ShapeName, string | undefined>> = {
  wrapped: t('usedMoney', '251.00'),
  sparse: undefined,
  odd: t('used', '12,345,678,901,234,567,890'),
};

/** All shapes but the guide's, which every other test uses. */
const OTHER_SHAPES = (Object.keys(SHAPES) as ShapeName[]).filter((shape) => shape !== 'guide');

export const platformResponseShapes = suite(
  'response shapes of the platform',
  ['chromium'],
  (test) => {
    test('every function works with each shape', async (env) => {
      const account = createUser(env);
      const popup = await openSignedOut(env);
      for (const [index, shape] of OTHER_SHAPES.entries()) {
        env.platform.settings.shape = shape;
        if (index === 0) await signIn(env, popup, account);
        else await popup.click('button', t('actionSignIn'));
        await showsBalance(popup, account.balanceFormatted);

        env.platform.expireAccessTokens(account.username);
        await spendAndRefresh(popup, account);
        const text = await popup.text();
        const used = USED[shape];
        if (used !== undefined) expect(text, shape).toContain(used);
        else expect(text, shape).not.toMatch(/Used [\d,.]+/);
        expect(text, shape).not.toMatch(/undefined|null|NaN|\[object/);

        await popup.click('button', t('actionTopUp'));
        const page = await env.browser.waitForView((url) => url === `${env.platform.url}/topup`);
        await page.close();
        await signOut(popup);
      }
    });
  },
);
