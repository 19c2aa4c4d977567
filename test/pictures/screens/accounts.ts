import { NINE_ACCOUNTS, storeFurtherAccounts } from '../../end-to-end/stored-accounts.ts';
import type { View } from '../../support/browsers/view.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import type { Variant } from '../variants.ts';

/** Takes the account menu and what the popup says about other accounts, and leaves the account alone again. */
export async function takeAccountScreens(
  environment: TestEnvironment,
  { t }: Variant,
  popup: View,
  take: (state: string) => Promise<void>,
): Promise<void> {
  for (const [count, text] of [
    [0, t('actionAddAccount')],
    [2, 'Wiki'],
    [3, '备用账户'],
    [9, t('accountsFull', '10')],
  ] as const) {
    await storeFurtherAccounts(environment, NINE_ACCOUNTS.slice(0, count));
    await popup.click('button', t('actionAccounts'));
    await popup.waitForText(text);
    await take(`account-menu-${count + 1}`);
    await popup.page.keyboard.press('Escape');
    // The keyboard would leave a frame around the button.
    await popup.evaluate(() => (document.activeElement as HTMLElement).blur());
  }
  await popup.waitForText(t('otherAccounts', '2'));
  await take('other-accounts');
  await storeFurtherAccounts(environment, NINE_ACCOUNTS.slice(0, 2));
  await popup.waitForText(t('otherAccount', 'Wiki', t('titleNegative')));
  await take('other-account');
  await storeFurtherAccounts(environment, [{ name: 'New', parts: null }]);
  await popup.waitFor('button', t('actionAnotherProxy'));
  await take('add-account');
  await storeFurtherAccounts(environment, []);
  await popup.waitFor('button', t('actionRefresh'));
}
