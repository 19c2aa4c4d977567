import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleSizes, LIMITS } from '../../extension/build/bundle-size.ts';
import type { View } from '../support/browsers/view.ts';
import {
  openTestEnvironment,
  type TestEnvironment,
} from '../support/environment/test-environment.ts';
import { tEnglish as t } from '../support/user/messages.ts';
import { createUser, openSignedOut, showsBalance, signIn } from '../support/user/user-actions.ts';
import { until } from '../support/waiting/until.ts';
import { buildPages } from './pages/build-pages.ts';
import type { Report } from './report.ts';
import { type Figure, summarize } from './statistics.ts';
import type { Workshop } from './workshop.ts';

/** Milliseconds. */
const PATIENCE = 60_000;

/** Times as long as a bare React page that the popup may take. */
const MOST = 1.5;

/** The popup in a real Chromium, beside a page of the same build that has nothing but React. */
export async function measurePopup({ scale }: Workshop): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-bench-pages-'));
  try {
    const extension = await buildPages(folder);
    const world = await openTestEnvironment({
      browser: 'chromium',
      launch: { extension },
      env: { USERINFO_MAX_AGE: '0' },
    });
    try {
      return await measureIn(world, scale.openings, bundleSizes(extension).popup);
    } finally {
      await world.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureIn(world: TestEnvironment, openings: number, bytes: number): Promise<Report> {
  const account = createUser(world);
  const popup = await openSignedOut(world);
  await signIn(world, popup, account);
  const clicks: number[] = [];
  for (let count = 0; count < openings; count++) {
    // A look in passing may be faster than the click: then there is nothing to be seen of it.
    const click = async () => {
      account.spend(1_000);
      return timeOfRefresh(popup);
    };
    clicks.push(await until('a click that shows another balance', click, PATIENCE));
  }
  await popup.close();
  const back = createUser(world);
  await signOutAndIn(world, back);
  const times = { popup: [] as number[], bare: [] as number[] };
  // The first opening of each is for the browser's caches.
  for (let count = -1; count < openings; count++) {
    const pages = count % 2 === 0 ? (['popup', 'bare'] as const) : (['bare', 'popup'] as const);
    for (const page of pages) {
      const time = await timeToPaint(world, `/${page}.html`);
      if (count >= 0) times[page].push(time);
    }
  }
  return {
    rows: [
      {
        what: 'Popup, from navigation to the stored balance painted, against a bare React page',
        goal: { atMost: MOST },
        figure: summarize(times.popup.map((time, at) => time / (times.bare[at] ?? time))),
      },
      {
        what: 'Popup, scripts and styles loaded, gzip',
        goal: { atMost: LIMITS.popup / 1000 },
        figure: summarize([bytes / 1000]),
        unit: 'kB',
      },
      {
        what: 'Popup, from a click to the fresh balance, proxy on loopback',
        goal: undefined,
        figure: summarize(clicks),
        unit: 'ms',
      },
    ],
    details: [
      `Popup painted after ${inWords(summarize(times.popup))}, the bare page after ${inWords(summarize(times.bare))}.`,
    ],
  };
}

function inWords({ median, least, most }: Figure): string {
  return `${median.toFixed(1)} ms (${least.toFixed(1)} to ${most.toFixed(1)})`;
}

/** Somebody whose balance is the one that the pages look for. */
async function signOutAndIn(
  world: TestEnvironment,
  account: ReturnType<typeof createUser>,
): Promise<void> {
  const popup = await world.browser.openPopup();
  await popup.click('button', t('actionSignOut'));
  await popup.waitForText(t('titleSignedOut'));
  await world.browser.reset();
  const again = await openSignedOut(world);
  await signIn(world, again, account);
  await showsBalance(again, '750.00');
  await again.close();
}

async function timeToPaint({ browser }: TestEnvironment, path: string): Promise<number> {
  const page = await browser.openExtensionPage(path);
  const painted = await until(`${path} to be painted`, () =>
    page.evaluate(() => document.documentElement.dataset.painted ?? null),
  );
  await page.close();
  return Number(painted);
}

/** Milliseconds from the click on the button to another balance in its place; null where none comes. */
async function timeOfRefresh(popup: View): Promise<number | null> {
  await popup.waitFor('button', t('actionRefresh'));
  return popup.evaluate((name) => {
    const balance = () => document.getElementById('balance')?.textContent;
    const button = [...document.querySelectorAll('button')].find((one) =>
      one.textContent?.includes(name),
    );
    const before = balance();
    const clicked = performance.now();
    button?.click();
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
