import type { View } from '../../support/browsers/view.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import type { Variant } from '../variants.ts';

type Sample = [minute: number, balance: number, used: number];

const QUARTER_DAY_MINUTES = 6 * 60;

/** A month of history, four samples a day, with uneven usage and one top-up. `now` is Unix milliseconds. */
export function monthOfSamples(balance: number, used: number, now: number): Sample[] {
  const minute = Math.floor(now / 60_000);
  const samples: Sample[] = [[minute, balance, used]];
  for (let back = 1; back < 30 * 4; back++) {
    const [, later, units] = samples[0] as Sample;
    const day = Math.floor(back / 4);
    const fall = Math.round((2 + ((day * 7) % 5) * 1.4) * 100) / 100;
    const before = back === 40 ? later + fall - 100 : later + fall;
    samples.unshift([
      minute - back * QUARTER_DAY_MINUTES,
      Math.round(before * 100) / 100,
      units - Math.round(fall * 1_000),
    ]);
  }
  return samples;
}

/** Takes what a signed-in user sees beside the plain balance, and restores the preferences. */
export async function takeSignedInScreens(
  { browser }: TestEnvironment,
  { t }: Variant,
  popup: View,
  take: (state: string) => Promise<void>,
): Promise<void> {
  const { local } = await browser.storage();
  const { owner, samples } = local.history as { owner: string; samples: Sample[] };
  const [, balance = 0, used = 0] = samples.at(-1) ?? [];
  const now = Date.now();
  await browser.store({ history: { owner, samples: monthOfSamples(balance, used, now) } });
  await popup.waitForText(/\d+.*(day|天)/);
  await take('history');
  const credit = { text: '+20.00', at: now };
  await browser.store({ topUp: { openedAt: now, tabId: null, before: balance - 20, credit } });
  await popup.waitForText(credit.text);
  await take('top-up-arrived');
  await browser.store({ topUp: null, preferences: { threshold: balance + 1 } });
  await popup.waitForText(t('titleLow'));
  await take('low');
  await browser.store({ preferences: { hidden: true } });
  await popup.waitForText(t('balanceHidden'));
  await take('hidden');
  await browser.store({ preferences: {} });
}
