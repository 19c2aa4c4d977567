import type { Badge } from '../browsers/probe.ts';
import type { View } from '../browsers/view.ts';
import type { TestEnvironment } from '../environment/test-environment.ts';
import { until } from '../waiting/until.ts';
import { type MessageKey, tEnglish } from './messages.ts';

/** Waits until the popup shows exactly this balance. */
export async function showsBalance(popup: View, balance: string): Promise<void> {
  let last = '';
  await until(
    () => `the balance ${balance} in the visible text, which is:\n${last}`,
    async () => {
      last = await popup.text();
      return last.split('\n').some((line) => line.trim() === balance);
    },
  );
}

/** Waits until the badge shows `wanted`. It is painted a moment after the popup. */
export async function showsBadge(
  { browser }: TestEnvironment,
  wanted: Partial<Badge>,
): Promise<Badge> {
  let last: Badge | undefined;
  return await until(
    () => `the badge ${JSON.stringify(wanted)}, which is ${JSON.stringify(last)}`,
    async () => {
      last = await browser.badge();
      const { text = last.text, color = last.color } = wanted;
      return last.text === text && last.color === color && last;
    },
  );
}

/** The keys of a message: its title and its text. */
export type MessageKeys = readonly [title: MessageKey, text: MessageKey];

/** Waits until a page shows a message and returns the visible text. `substitutions` go into the message text. */
export async function showsMessage(
  view: View,
  [title, text]: MessageKeys,
  ...substitutions: string[]
): Promise<string> {
  await view.waitForText(tEnglish(title));
  return await view.waitForText(tEnglish(text, ...substitutions));
}
