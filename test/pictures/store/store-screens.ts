import type { AccountState } from '../../../extension/domain/account-state.ts';
import { spaced } from '../../../extension/i18n/format-time.ts';
import type { Badge } from '../../support/browsers/probe.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { monthOfHistory } from '../../support/extension/month-of-history.ts';
import { openSignedIn } from '../../support/user/user-actions.ts';
import { until } from '../../support/waiting/until.ts';
import { captureWholePage, POPUP_WIDTH } from '../capture.ts';
import { signedInState } from '../screens/states.ts';
import { screenPath, type Variant } from '../variants.ts';

export type ScreenName =
  | 'balance'
  | 'month'
  | 'unreachable'
  | 'ended'
  | 'low'
  | 'credit'
  | 'welcome';

export interface StoreScreens {
  /** The path of a screen's picture. */
  readonly path: (name: ScreenName) => string;
  readonly badge: Badge;
}

/** The address of a user's own proxy. Nothing responds there. */
const ADDRESS = 'https://wallet.example.com';

const PAGE_WIDTH = 720;
const HOUR_SECONDS = 3_600;

/** Signs in, then takes the screens of the store pictures. */
export async function takeStoreScreens(
  environment: TestEnvironment,
  variant: Variant,
  folder: string,
): Promise<StoreScreens> {
  const { browser } = environment;
  const { t } = variant;
  const path = (name: ScreenName) => screenPath(folder, variant, name);
  const welcome = await browser.openExtensionPage('/welcome.html');
  await welcome.waitFor('button', t('actionSignIn'));
  await captureWholePage(welcome, PAGE_WIDTH, path('welcome'));
  await welcome.close();
  const { account, badge } = await signInAs('ada', environment, variant);

  await browser.grantHost(`${ADDRESS}/*`);
  await browser.store({ proxyAddress: ADDRESS });
  const popup = await browser.openPopup();
  await popup.waitForText(t('titleUnreachable'));

  const now = Date.now();
  const signedIn = signedInState.bind(null, account);
  const withBalance = (balance: string) => {
    const parts = {
      balance_formatted: balance,
      quota: Number(account.used_quota) + Number(balance) * 1_000,
    };
    return { account: signedIn(parts), history: monthOfHistory({ ...account, ...parts }) };
  };
  const take = async (name: ScreenName, items: Record<string, unknown>, ...texts: string[]) => {
    await browser.store({ topUp: null, preferences: {}, ...items });
    await until(`the popup to show: ${texts.join(' / ')}`, async () => {
      const shown = await popup.text();
      return [...texts, new URL(ADDRESS).host].every((text) => shown.includes(text.trim()));
    });
    await captureWholePage(popup, POPUP_WIDTH, path(name));
  };
  const lasts = t('forecastAbout', '\n').split('\n').filter(Boolean);
  const current = withBalance(account.balance_formatted);
  await take('balance', current, t('updatedNow'), ...lasts);
  const days = { style: 'unit', unit: 'day', unitDisplay: 'long' } as const;
  const month = new Intl.NumberFormat(variant.language, days).format(30);
  await popup.click('button', spaced(month));
  await take('month', current, t('updatedNow'), ...lasts);

  const as_of = account.as_of - 3 * HOUR_SECONDS;
  const unreachable = signedIn({ as_of }, { kind: 'unreachable', at: now, retryAt: null });
  await take('unreachable', { account: unreachable }, t('titleUnreachable'));
  const ended = { ...signedIn({ as_of }), phase: 'session_ended', signInError: null };
  await take('ended', { account: ended }, t('titleSessionEnded'));

  await take('low', { ...withBalance('3.20'), preferences: { threshold: 5 } }, t('titleLow'));
  const credit = { text: '+20.00', at: now };
  const toppedUp = {
    ...withBalance('23.20'),
    topUp: { openedAt: now, tabId: null, before: 3.2, credit },
  };
  await take('credit', toppedUp, credit.text);
  await popup.close();
  return { path, badge };
}

/** Signs a new user in. Returns what the extension then stores and shows on its button. */
async function signInAs(username: string, environment: TestEnvironment, { t }: Variant) {
  const { browser, platform } = environment;
  const user = platform.users.add({ username, password: '7', quota: 500_000, usedQuota: 371_580 });
  const popup = await openSignedIn(environment, user, t);
  await popup.close();
  const { local } = await browser.storage();
  const { account } = local.account as AccountState & { phase: 'signed_in' };
  return { account, badge: await browser.badge() };
}
