import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NINE_ACCOUNTS, storeFurtherAccounts } from '../../end-to-end/stored-accounts.ts';
import { chooseFile } from '../../support/browsers/choose-file.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { freePort } from '../../support/ports/free-port.ts';
import type { MessageKey } from '../../support/user/messages.ts';
import { openSignedIn, saveAddress } from '../../support/user/user-actions.ts';
import type { Capture } from '../capture.ts';
import { screenPath, type Variant } from '../variants.ts';

const WIDTH = 1008;

/** Takes the options page with the result for each kind of address. Changes the proxy address. */
export async function takeOptionsScreens(
  { browser, platform, proxyPort }: TestEnvironment,
  variant: Variant,
  folder: string,
  capture: Capture,
): Promise<void> {
  const { t } = variant;
  const page = await browser.openOptionsPage();
  await page.waitFor('button', t('actionSave'));
  const take = (state: string) =>
    capture(page, WIDTH, screenPath(folder, variant, `options-${state}`));

  await take('opened');
  await page.click('button', t('actionSave'));
  await page.waitForText(t('addressUnchanged'));
  await take('works');
  const addresses: readonly [state: string, address: string, title: MessageKey][] = [
    ['not-an-address', 'my proxy', 'addressNotAnAddress'],
    ['scheme-missing', 'wallet.example.com', 'addressSchemeMissing'],
    ['https-needed', 'http://wallet.example.com', 'addressHttpsNeeded'],
    ['misspelled', 'http:/localhost:8787', 'addressMisspelled'],
    ['credentials', 'https://me:secret@wallet.example.com/x', 'addressCredentials'],
    ['path', 'https://wallet.example.com/balance/', 'addressPathNotUsed'],
    ['unreachable', `http://localhost:${await freePort()}`, 'titleUnreachable'],
    ['something-else', `http://localhost:${new URL(platform.url).port}`, 'titleSomethingElse'],
    ['saved', `http://localhost:${proxyPort}`, 'addressSaved'],
    ['checking', 'https://wallet.example.com', 'addressChecking'],
  ];
  for (const [state, address, title] of addresses) {
    await saveAddress(page, address, t);
    await page.waitForText(t(title));
    await take(state);
  }
  await page.close();
}

/** Takes the options page of a user who is signed in, with one account and with several. Resets the environment. */
export async function takeSettingsScreens(
  environment: TestEnvironment,
  variant: Variant,
  folder: string,
  capture: Capture,
): Promise<void> {
  const { browser, platform, proxy } = environment;
  const { t } = variant;
  await environment.reset();
  const popup = await openSignedIn(environment, platform.users.get('demo'), t);
  await popup.close();
  const page = await browser.openOptionsPage();
  const take = async (state: string, shows: string) => {
    await page.waitForText(shows);
    await capture(page, WIDTH, screenPath(folder, variant, `settings-${state}`));
  };
  await take('signed-in', t('settingsSignedInAs', 'demo'));
  await page.click('switch', t('switchBadge'));
  await page.waitForText(t('confirmedOff'));
  await page.fill(t('fieldThreshold'), '-');
  await page.page.keyboard.press('Enter');
  await take('confirmed', t('amountNotSet'));
  await page.click('button', t('actionDeleteHistory'));
  await take('delete-history', t('actionDeleteForGood'));
  const file = join(folder, 'settings.json');
  const accounts = [
    { address: proxy.url, name: 'Work', preferences: { threshold: 700 } },
    { address: 'https://wallet.example.com', name: 'Lab' },
  ];
  const format = { format: 'balance-companion-preferences', version: 1 };
  writeFileSync(file, JSON.stringify({ ...format, preferences: { minutes: 60 }, accounts }));
  await chooseFile(page, file);
  await take('import', t('importAfter'));
  await page.click('button', t('actionCancel'));
  await storeFurtherAccounts(environment, NINE_ACCOUNTS);
  await page.click('button', t('actionRemoveAccount'));
  await take('ten-accounts', t('actionRemoveForGood'));
  await storeFurtherAccounts(environment, [{ name: 'New', parts: null }]);
  await take('draft', t('settingsProxyOfNew'));
  await storeFurtherAccounts(environment, []);
  await browser.store({
    policy: {
      proxyUrl: proxy.url,
      proxyUrlLocked: true,
      notifyBelow: 5,
      badge: false,
      topUp: false,
    },
  });
  await take('managed', t('managed'));
  await page.close();
}
