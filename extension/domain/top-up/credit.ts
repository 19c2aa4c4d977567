import { formatCredit } from '../amounts/format-credit.ts';
import { parseAmount } from '../amounts/parse-amount.ts';
import { isRecent } from '../stored-time.ts';
import type { TopUp } from './top-up-state.ts';

/** For so long (milliseconds) after the page was opened the balance is looked at more often. */
export const FREQUENT_REFRESH_MS = 10 * 60_000;

/** For so long (milliseconds) a page that is still open may lead to a rise. */
const OPEN_FOR_AT_MOST = 60 * 60_000;

/** For so long (milliseconds) a rise is shown beside the balance. */
export const CREDIT_SHOWN_MS = 10 * 60_000;

/** Whether the top-up began so lately that its outcome is waited for. `now` is Unix milliseconds. */
export function isCreditAwaited(topUp: TopUp | null, now: number): boolean {
  return topUp !== null && isRecent(topUp.openedAt, FREQUENT_REFRESH_MS, now);
}

/** Whether a rise of the balance is the top-up's doing: any other is a refund, or a gift. */
function isUnderWay(topUp: TopUp, now: number): boolean {
  const isOpen = topUp.tabId !== null && isRecent(topUp.openedAt, OPEN_FOR_AT_MOST, now);
  return isOpen || isCreditAwaited(topUp, now);
}

/**
 * The top-up once a balance has arrived: the very same where that changes nothing, one with another
 * `rise` where the balance has risen, further than it had already. What is used up meanwhile is
 * not taken off the rise. `language` is a BCP 47 tag, `now` Unix milliseconds.
 */
export function topUpAfterBalance(
  topUp: TopUp,
  balance: string,
  language: string,
  now: number,
): TopUp {
  const amount = parseAmount(balance);
  if (amount === null || !isUnderWay(topUp, now)) return topUp;
  const { before, credit } = topUp;
  if (before === null) return { ...topUp, before: amount };
  if (amount < before) return credit ? topUp : { ...topUp, before: amount };
  const text = formatCredit(before, balance, language);
  const risen = amount - before;
  if (text === null || risen <= (credit?.amount ?? 0) || text === credit?.text) return topUp;
  return { ...topUp, credit: { text, at: now, amount: risen } };
}

/** The rise that is still worth showing, if any. `now` is Unix milliseconds. */
export function creditShown(topUp: TopUp | null, now: number): string | null {
  const credit = topUp?.credit ?? null;
  return credit && isRecent(credit.at, CREDIT_SHOWN_MS, now) ? credit.text : null;
}
