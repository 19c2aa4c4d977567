import type { View } from '../support/browsers/view.ts';
import {
  openTestEnvironment,
  type TestEnvironment,
} from '../support/environment/test-environment.ts';
import { tEnglish as t } from '../support/user/messages.ts';
import { createUser, openSignedIn, signOut } from '../support/user/user-actions.ts';
import { until } from '../support/waiting/until.ts';
import type { BenchEnvironment } from './bench-environment.ts';
import { buildPages } from './pages/build-pages.ts';
import { type Report, summarize } from './results.ts';
import { signInTenAccounts } from './ten-accounts.ts';

const CLICK_TIMEOUT_MS = 60_000;

/** The popup may take this many times as long as a bare React page. */
const MAX_RATIO = 1.5;

/** Measures the popup in a real Chromium, compared with a page of the same build that has nothing but React. */
export async function measurePopup(bench: BenchEnvironment): Promise<Report> {
  const { openings } = bench.scale;
  const extension = await buildPages(bench.folder);
  const environment = await openTestEnvironment({
    browser: 'chromium',
    launch: { extension },
    env: { USERINFO_MAX_AGE: '0' },
  });
  bench.teardown.add(() => environment.close());
  const clicks = await measureClicks(environment, openings);
  const one = await measureOpenings(environment, openings, signInOneAccount, false);
  const ten = await measureOpenings(environment, openings, signInTenAccounts, true);
  return {
    rows: [
      {
        what: 'Popup, from navigation to the stored balance painted, against a bare React page',
        goal: { atMost: MAX_RATIO },
        figure: ratioToBare(one),
      },
      {
        what: 'Popup with ten accounts of 90 days of history each, against a bare React page',
        goal: { atMost: MAX_RATIO },
        figure: ratioToBare(ten),
      },
      {
        what: 'Popup, from a click to the fresh balance, proxy on loopback',
        figure: summarize(clicks),
        unit: 'ms',
      },
    ],
    details: [
      `Popup painted after ${milliseconds(one.popup)}, the bare page after ${milliseconds(one.bare)}.`,
      `With ten accounts after ${milliseconds(ten.popup)}, the bare page after ${milliseconds(ten.bare)}; the chart after ${milliseconds(ten.charts)}.`,
    ],
  };
}

/** How long each opening took, in milliseconds. */
interface Openings {
  popup: readonly number[];
  bare: readonly number[];
  /** Until the chart of the popup was painted, if the history is long enough for one. */
  charts: readonly number[];
}

const ratioToBare = ({ popup, bare }: Openings) =>
  summarize(popup.map((time, at) => time / (bare[at] ?? time)));

function milliseconds(values: readonly number[]): string {
  const { median, min, max } = summarize(values);
  return `${median.toFixed(1)} ms (${min.toFixed(1)} to ${max.toFixed(1)})`;
}

/** Milliseconds from each click on the refresh button to the new balance. */
async function measureClicks(environment: TestEnvironment, count: number): Promise<number[]> {
  const account = createUser(environment);
  const popup = await openSignedIn(environment, account);
  // A background refresh may come before the click, which then changes nothing.
  const click = async () => {
    account.spend(1_000);
    return timeOfRefresh(popup);
  };
  const times: number[] = [];
  while (times.length < count) {
    times.push(await until('a click that changes the balance', click, CLICK_TIMEOUT_MS));
  }
  await signOut(popup);
  return times;
}

async function signInOneAccount(environment: TestEnvironment): Promise<void> {
  const popup = await openSignedIn(environment, createUser(environment));
  await popup.close();
}

/** The time from navigation until the balance is painted, of the popup and of the bare page, after `signInUsers`. */
async function measureOpenings(
  environment: TestEnvironment,
  count: number,
  signInUsers: (environment: TestEnvironment) => Promise<void>,
  hasChart: boolean,
): Promise<Openings> {
  await environment.browser.reset();
  await signInUsers(environment);
  const times = { popup: [] as number[], bare: [] as number[], charts: [] as number[] };
  // The first opening of each only fills the browser's caches.
  for (let index = -1; index < count; index++) {
    const pages = index % 2 === 0 ? (['popup', 'bare'] as const) : (['bare', 'popup'] as const);
    for (const name of pages) {
      const page = await environment.browser.openExtensionPage(`/${name}.html`);
      const painted = await markOf(page, 'painted');
      const drawn = hasChart && name === 'popup' ? await markOf(page, 'drawn') : null;
      await page.close();
      if (index < 0) continue;
      times[name].push(painted);
      if (drawn !== null) times.charts.push(drawn);
    }
  }
  return times;
}

/** The time that the page recorded under this name, in milliseconds since navigation. */
async function markOf(page: View, name: 'painted' | 'drawn'): Promise<number> {
  const read = () => page.evaluate((key) => document.documentElement.dataset[key] ?? null, name);
  return Number(await until(`the page to be ${name}`, read));
}

/** Milliseconds from a click on the button to another balance; null where none comes. */
async function timeOfRefresh(popup: View): Promise<number | null> {
  await popup.waitFor('button', t('actionRefresh'));
  return popup.evaluate((name) => {
    const balance = () => document.getElementById('balance')?.textContent;
    const buttons = [...document.querySelectorAll('button')];
    const before = balance();
    const clicked = performance.now();
    buttons.find((button) => button.textContent?.includes(name))?.click();
    return new Promise<number | null>((resolve) => {
      setTimeout(() => resolve(null), 5_000);
      const observer = new MutationObserver(() => {
        if (balance() === before) return;
        observer.disconnect();
        resolve(performance.now() - clicked);
      });
      observer.observe(document, { childList: true, subtree: true, characterData: true });
    });
  }, t('actionRefresh'));
}
