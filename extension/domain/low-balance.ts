import * as Type from '../../shared/schema.ts';
import type { AccountStatus } from './account-status.ts';
import { parseAmount } from './amounts/parse-amount.ts';

/**
 * Whether the user was notified of a low balance: `notifiedBalance` is that balance, or `null`. `credits` is
 * how many credits the account had received by then. `highSince` is when the balance was first seen above the
 * threshold again (Unix milliseconds).
 */
export const Alert = Type.Object({
  notifiedBalance: Type.Nullable(Type.Number()),
  credits: Type.Optional(Type.Integer()),
  highSince: Type.Optional(Type.Number()),
});
export type Alert = Type.Static<typeof Alert>;

export const NO_ALERT: Alert = { notifiedBalance: null };

/** How long a balance must stay above the threshold before its next fall is notified without a credit. */
const MIN_HIGH_MS = 60 * 60_000;

/** What an alert depends on besides the balance. `now` is in Unix milliseconds. */
export interface AlertContext {
  threshold: number | null;
  /** Whether the user wants notifications and the browser allows them. */
  isEnabled: boolean;
  /** How many credits the account has received, as far as known. */
  credits: number;
  now: number;
}

/**
 * The alert after a balance has arrived: the same object if nothing changes, one with another
 * `notifiedBalance` if the user is to be notified now.
 *
 * - Each crossing of the threshold is notified once, also if that becomes possible only later.
 * - A balance below a newly set threshold is notified, unless it was that low at the last notification.
 * - A released hold raises the balance and may lower it again at any time. So the balance counts as high again
 *   only after a credit, or once it has stayed above the threshold for an hour.
 */
export function alertAfter(alert: Alert, status: AccountStatus, context: AlertContext): Alert {
  const { threshold, isEnabled, credits, now } = context;
  const amount = amountIn(status);
  if (amount === null) return alert;
  if (alert.notifiedBalance === null) {
    const isLow = threshold !== null && amount < threshold;
    return isLow && isEnabled ? notified(amount, credits) : alert;
  }
  if (threshold === null) return NO_ALERT;
  if (amount >= threshold) {
    const since = Math.min(alert.highSince ?? now, now);
    const isOver = credits !== (alert.credits ?? 0) || now - since >= MIN_HIGH_MS;
    if (isOver) return NO_ALERT;
    return since === alert.highSince ? alert : { ...alert, highSince: since };
  }
  const { highSince, ...low } = alert;
  if (alert.notifiedBalance < threshold) return highSince === undefined ? alert : low;
  return isEnabled ? notified(amount, credits) : alert;
}

function notified(notifiedBalance: number, credits: number): Alert {
  return credits > 0 ? { notifiedBalance, credits } : { notifiedBalance };
}

/** The amount to compare with the threshold. `null` without a number, and in any state that outranks a low balance. */
function amountIn(status: AccountStatus): number | null {
  switch (status.kind) {
    case 'unlimited':
      return Number.POSITIVE_INFINITY;
    case 'negative':
    case 'low':
    case 'stale':
    case 'fresh':
      return parseAmount(status.account.balance_formatted);
    default:
      return null;
  }
}
