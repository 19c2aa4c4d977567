import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import type { MessageKey } from '../../support/person/words.ts';
import { freePort } from '../../support/ports/free-port.ts';
import { type Look, screenPath } from '../looks.ts';
import { photographWhole } from '../photograph.ts';

const WIDTH = 900;

/** Takes the settings page with what it says about each kind of address. The proxy is another one afterwards. */
export async function takeSettingsScreens(
  { browser, platform, proxyPort }: TestEnvironment,
  look: Look,
  folder: string,
): Promise<void> {
  const { say } = look;
  const page = await browser.openSettings();
  await page.waitFor('button', say('actionSave'));
  const take = (state: string) => {
    return photographWhole(page, WIDTH, screenPath(folder, look, `settings-${state}`));
  };
  const tryAddress = async (state: string, address: string, shows: MessageKey) => {
    await page.fill(say('fieldProxyAddress'), address);
    await page.click('button', say('actionSave'));
    await page.waitForText(say(shows));
    await take(state);
  };

  await take('opened');
  await page.click('button', say('actionSave'));
  await page.waitForText(say('addressUnchanged'));
  await take('works');
  await tryAddress('not-an-address', 'my proxy', 'addressNotAnAddress');
  await tryAddress('scheme-missing', 'wallet.example.com', 'addressSchemeMissing');
  await tryAddress('https-needed', 'http://wallet.example.com', 'addressHttpsNeeded');
  await tryAddress('misspelled', 'http:/localhost:8787', 'addressMisspelled');
  await tryAddress('credentials', 'https://me:secret@wallet.example.com/x', 'addressCredentials');
  await tryAddress('path', 'https://wallet.example.com/balance/', 'addressPathNotUsed');
  await tryAddress('unreachable', `http://localhost:${await freePort()}`, 'titleUnreachable');
  const elsewhere = `http://localhost:${new URL(platform.url).port}`;
  await tryAddress('something-else', elsewhere, 'titleSomethingElse');
  await tryAddress('saved', `http://localhost:${proxyPort}`, 'addressSaved');
  await tryAddress('checking', 'https://wallet.example.com', 'addressChecking');
  await page.close();
}
