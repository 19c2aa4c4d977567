import type { BrowserUnderTest } from '../../support/browsers/browser-under-test.ts';
import type { View } from '../../support/browsers/view.ts';
import type { Platform } from '../../support/fake-platform/platform.ts';
import { until } from '../../support/waiting/until.ts';
import type { Step } from './steps.ts';

/** The demo's account on the fake platform; its password is the same. */
export const DEMO_USER = 'demo';

/** What is used of the balance, in the platform's units, and how the extension shows it. */
const USE = 12_340;
const USED_TODAY = 'Used today: 12.34';

/** Shown only beside a chart that covers more than a week. */
const LONG_PERIOD = '30 days';

/** What is added to it, as typed on the platform's page. */
const CREDIT = '25';

/** The whole job as the steps of one user in one browser, from the first popup to signing out. */
export function wholeJob(browser: BrowserUnderTest, platform: Platform): Step[] {
  const user = platform.users.get(DEMO_USER);
  const pages: { popup?: View; platform?: View } = {};
  const popup = () => pages.popup ?? fail();
  const onPlatform = () => pages.platform ?? fail();

  const newPageOf = async (path: string): Promise<View> => {
    const view = await browser.waitForView((url) => url.startsWith(`${platform.url}${path}`));
    pages.platform = view;
    return view;
  };
  const buttonShowsBalance = async (): Promise<string> => {
    const { text, title } = await until(
      `the tooltip to contain ${user.balanceFormatted}`,
      async () => {
        const badge = await browser.badge();
        return badge.title.includes(user.balanceFormatted) && badge;
      },
    );
    return `${text}, tooltip: ${inOneLine(title)}`;
  };
  const buttonIsEmpty = async (): Promise<string> => {
    const { title } = await until('the button to be without a number', async () => {
      const badge = await browser.badge();
      return badge.text === '' && badge;
    });
    return `no number, tooltip: ${inOneLine(title)}`;
  };
  const account = () => [user.username, user.email, user.balanceFormatted];

  return [
    {
      title: 'Open the extension',
      picture: 'signed-out',
      act: async () => {
        pages.popup = await browser.openPopup();
        return pages.popup;
      },
      expect: () => ['Sign in'],
    },
    {
      title: 'Sign in: a window opens with the platform’s own login page',
      picture: 'platform-login',
      act: async () => {
        await popup().click('button', 'Sign in');
        return newPageOf('/');
      },
      expect: () => ['Log in', 'Username', 'Password'],
    },
    {
      title: `Log in as ${DEMO_USER}: the window closes by itself, and the balance is there`,
      picture: 'balance',
      act: async () => {
        const login = onPlatform();
        await login.fill('Username', DEMO_USER);
        await login.fill('Password', DEMO_USER);
        await login.click('button', 'Log in');
        await login.waitUntilClosed();
        return popup();
      },
      expect: () => [...account(), 'Used 250.00', LONG_PERIOD],
      readButton: buttonShowsBalance,
    },
    {
      title: 'Use some of the credit, and refresh',
      picture: 'after-use',
      act: async () => {
        user.spend(USE);
        await popup().click('button', 'Refresh balance');
        return popup();
      },
      expect: () => [...account(), USED_TODAY],
      readButton: buttonShowsBalance,
    },
    {
      title: `Top up: add ${CREDIT} on the platform’s page`,
      picture: 'platform-top-up',
      act: async () => {
        await popup().click('button', 'Top up');
        const page = await newPageOf('/topup');
        await page.fill('Amount', CREDIT);
        await page.click('button', 'Add credit');
        await page.waitForText(`${CREDIT}.00 added`);
        return page;
      },
      expect: () => ['Top up', user.username, user.balanceFormatted],
    },
    {
      title: 'Back in the extension, refresh',
      picture: 'after-top-up',
      act: async () => {
        await onPlatform().close();
        await popup().click('button', 'Refresh balance');
        return popup();
      },
      // The credit received appears a moment after the balance.
      expect: () => [...account(), USED_TODAY, `+${CREDIT}.00`],
      readButton: buttonShowsBalance,
    },
    {
      title: 'Sign out',
      picture: 'signed-out-again',
      act: async () => {
        await popup().click('button', 'Sign out');
        return popup();
      },
      expect: () => ['Sign in'],
      expectGone: account,
      readButton: buttonIsEmpty,
    },
  ];
}

function inOneLine(title: string): string {
  return title.replaceAll('\n', ', ');
}

function fail(): never {
  throw new Error('An earlier step has not opened this page.');
}
