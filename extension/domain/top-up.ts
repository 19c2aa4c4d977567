import * as Type from '../../shared/schema.ts';
import { formatCredit } from './amounts/format-credit.ts';
import { parseAmount } from './amounts/parse-amount.ts';
import { isRecent } from './stored-time.ts';

/**
 * The last top-up. `openedAt` and `credit.at` are Unix milliseconds. `tabId` is the tab of the platform's page
 * until it is closed. `before` is the lowest balance seen since, `null` if no number could be read.
 * `credit` is what was added, and `credit.text` the same as it is shown: `+20.00`.
 */
export const TopUp = Type.Object({
  openedAt: Type.Number(),
  tabId: Type.Nullable(Type.Integer()),
  before: Type.Nullable(Type.Number()),
  credit: Type.Nullable(
    Type.Object({
      text: Type.String(),
      at: Type.Number(),
      amount: Type.Optional(Type.Number()),
    }),
  ),
});
export type TopUp = Type.Static<typeof TopUp>;

/** For this long after the top-up page was opened, the extension refreshes often. */
export const FREQUENT_REFRESH_MS = 10 * 60_000;

/** For this long, an open top-up page may lead to a credit. */
const MAX_OPEN_MS = 60 * 60_000;

/** For this long, a credit is shown beside the balance. */
export const CREDIT_SHOWN_MS = 10 * 60_000;

/** Whether a top-up was started recently, so that its credit may arrive soon. `now` is in Unix milliseconds. */
export function isCreditAwaited(topUp: TopUp | null, now: number): boolean {
  return topUp !== null && isRecent(topUp.openedAt, FREQUENT_REFRESH_MS, now);
}

/** Whether a higher balance counts as the top-up's credit. Any other is a refund or a gift. */
function isUnderWay(topUp: TopUp, now: number): boolean {
  const isOpen = topUp.tabId !== null && isRecent(topUp.openedAt, MAX_OPEN_MS, now);
  return isOpen || isCreditAwaited(topUp, now);
}

/**
 * The top-up after a balance has arrived: the same object if nothing changes, one with another `credit` if the
 * balance has grown more than before. Usage in the meantime does not reduce the credit. `language` is a BCP 47
 * tag, `now` is in Unix milliseconds.
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
  const added = amount - before;
  if (text === null || added <= (credit?.amount ?? 0) || text === credit?.text) return topUp;
  return { ...topUp, credit: { text, at: now, amount: added } };
}

/** The credit to show, if any. `now` is in Unix milliseconds. */
export function creditShown(topUp: TopUp | null, now: number): string | null {
  const credit = topUp?.credit ?? null;
  return credit && isRecent(credit.at, CREDIT_SHOWN_MS, now) ? credit.text : null;
}
