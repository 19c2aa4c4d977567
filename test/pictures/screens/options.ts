import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { freePort } from '../../support/ports/free-port.ts';
import type { MessageKey } from '../../support/user/messages.ts';
import { saveAddress } from '../../support/user/user-actions.ts';
import { captureWholePage } from '../capture.ts';
import { screenPath, type Variant } from '../variants.ts';

const WIDTH = 1008;

/** Takes the options page with the result for each kind of address. Changes the proxy address. */
export async function takeOptionsScreens(
  { browser, platform, proxyPort }: TestEnvironment,
  variant: Variant,
  folder: string,
): Promise<void> {
  const { t } = variant;
  const page = await browser.openOptionsPage();
  await page.waitFor('button', t('actionSave'));
  const take = (state: string) =>
    captureWholePage(page, WIDTH, screenPath(folder, variant, `options-${state}`));

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
