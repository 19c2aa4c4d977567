import type { View } from '../../support/browsers/view.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { type Look, screenPath } from '../looks.ts';
import { photographWhole } from '../photograph.ts';

const PAGE_WIDTH = 900;
const DAY_MINUTES = 24 * 60;

/** A month of looks, four a day, at a balance that falls more on some days than on others, with one top-up. */
export function monthOfLooks(balance: number, used: number, now: number): unknown[] {
  const minute = Math.floor(now / 60_000);
  const samples: [number, number, number][] = [[minute, balance, used]];
  for (let back = 1; back < 30 * 4; back++) {
    const [, later, units] = samples[0] as [number, number, number];
    const day = Math.floor(back / 4);
    const fall = Math.round((2 + ((day * 7) % 5) * 1.4) * 100) / 100;
    const before = back === 40 ? later + fall - 100 : later + fall;
    samples.unshift([
      minute - (back * DAY_MINUTES) / 4,
      Math.round(before * 100) / 100,
      units - Math.round(fall * 1_000),
    ]);
  }
  return samples;
}

/** Takes what a signed-in user sees beside the plain balance, and leaves the preferences as they were. */
export async function takeEverydayScreens(
  { browser }: TestEnvironment,
  look: Look,
  popup: View,
  take: (state: string) => Promise<void>,
): Promise<void> {
  const { say } = look;
  const { local } = await browser.storage();
  const { owner, samples } = local.history as {
    owner: string;
    samples: [number, number, number][];
  };
  const [, balance = 0, used = 0] = samples.at(-1) ?? [];
  const now = Date.now();
  await browser.store({ history: { owner, samples: monthOfLooks(balance, used, now) } });
  await popup.waitForText(/\d+.*(day|天)/);
  await take('history');
  await browser.store({
    topUp: {
      openedAt: now,
      tabId: null,
      before: balance - 20,
      credit: { text: '+20.00', at: now },
    },
  });
  await popup.waitForText('+20.00');
  await take('top-up-arrived');
  await browser.store({ topUp: null, preferences: { threshold: balance + 1 } });
  await popup.waitForText(say('titleLow'));
  await take('low');
  await browser.store({ preferences: { hidden: true } });
  await popup.waitForText(say('balanceHidden'));
  await take('hidden');
  await browser.store({ preferences: {} });
}

/** Takes the page that a new user sees first, signed out as the browser is then. */
export async function takeWelcomeScreen({ browser }: TestEnvironment, look: Look, folder: string) {
  const page = await browser.openExtensionPage('/welcome.html');
  await page.waitFor('button', look.say('actionSignIn'));
  await photographWhole(page, PAGE_WIDTH, screenPath(folder, look, 'welcome'));
  await page.close();
}
