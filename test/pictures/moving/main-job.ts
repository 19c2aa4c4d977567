import { DEMO_USER } from '../../demo/job/job.ts';
import { pastMonth } from '../../demo/past-month.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { formatCredit, UNITS_PER_CREDIT } from '../../support/fake-platform/accounts.ts';
import {
  openLoginWindow,
  openSignedOut,
  platformTexts,
  submitLogin,
} from '../../support/user/user-actions.ts';
import type { Variant } from '../variants.ts';
import { Film, type Frame, moveClock } from './film.ts';

/** What a request costs and what is added, in the platform's units. */
const COST = 2_310;
const CREDIT = 20_000;

/** Films the main job: sign in, see the balance, refresh after a request, top up. Pictures of screens go into `folder`. */
export async function filmMainJob(
  environment: TestEnvironment,
  { t }: Variant,
  folder: string,
): Promise<Frame[]> {
  const { browser, platform } = environment;
  const texts = platformTexts(t);
  const user = platform.users.get(DEMO_USER);
  user.quota = 400_000;
  user.usedQuota = 371_580;
  await browser.store(pastMonth(user, Date.now()));
  const film = new Film(environment, folder);
  const popup = await openSignedOut(environment, t);
  await moveClock(popup, 0);
  await film.addPopup(popup, 1_100);
  await film.addPointer(popup, t('actionSignIn'), 600);
  const login = await openLoginWindow(environment, popup, t);
  await login.fill(texts.username, user.username);
  await login.fill(texts.password, user.password);
  await film.addPage(login, 1_400);

  film.part = 'balance';
  await submitLogin(login, user, t);
  await film.addCount(popup, user.balanceFormatted, 2_000);

  film.part = 'refresh';
  await film.addPointer(popup, t('actionRefresh'), 800);
  user.spend(COST);
  await popup.click('button', t('actionRefresh'));
  await film.addCount(popup, user.balanceFormatted, 1_300);

  film.part = 'top-up';
  await film.addPointer(popup, t('actionTopUp'), 800);
  await popup.click('button', t('actionTopUp'));
  const page = await browser.waitForView((url) => url.startsWith(`${platform.url}/topup`));
  await page.fill(texts.amount, String(CREDIT / UNITS_PER_CREDIT));
  await film.addPage(page, 1_100);
  const toppedUp = formatCredit(user.quota + CREDIT - user.usedQuota);
  await page.click('button', texts.addCredit);
  await page.waitForText(texts.credited(formatCredit(CREDIT), toppedUp));
  await film.addPage(page, 1_300);

  film.part = 'credit';
  await page.close();
  await film.addCount(popup, toppedUp, 2_600, 700);
  await popup.close();
  return film.frames;
}
