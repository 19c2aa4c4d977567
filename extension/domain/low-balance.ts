import * as Type from '../../shared/schema.ts';
import type { AccountStatus } from './account-status.ts';
import { parseAmount } from './amounts/parse-amount.ts';

/**
 * The balance of which the user was told that it is low; `null` until then, and once it is high enough
 * again. `credits` is how many times credit had been added by then, `highSince` when the balance was first
 * seen above the threshold since (Unix milliseconds).
 */
export const Alert = Type.Object({
  notifiedBalance: Type.Nullable(Type.Number()),
  credits: Type.Optional(Type.Integer()),
  highSince: Type.Optional(Type.Number()),
});
export type Alert = Type.Static<typeof Alert>;

export const NO_ALERT: Alert = { notifiedBalance: null };

/** Milliseconds for which a balance must be seen above the threshold before its next fall is news without credit. */
const MIN_HIGH_MS = 60 * 60_000;

/** What the alert depends on beside the balance. `now` is Unix milliseconds. */
export interface AlertContext {
  threshold: number | null;
  /** Whether the user may be notified at all. */
  wanted: boolean;
  /** How many times credit was added to the account, as far as that is known. */
  credits: number;
  now: number;
}

/**
 * What a balance that has just arrived means for the alert: the very same one where it means nothing,
 * one with another `told` where the user is to be notified now. Each crossing of the threshold is one
 * notification; so is a balance that is below a threshold set since, unless it was that low already when
 * the user was notified. A balance that rises because a hold was released may fall again at any moment:
 * it has crossed the threshold only once credit was added or it has stayed above for an hour. A crossing
 * of which the user did not want to hear is told once that changes.
 */
export function alertAfter(alert: Alert, situation: AccountStatus, context: AlertContext): Alert {
  const { threshold, wanted, credits, now } = context;
  const amount = amountIn(situation);
  if (amount === null) return alert;
  if (alert.notifiedBalance === null) {
    const isLow = threshold !== null && amount < threshold;
    return isLow && wanted ? toldOf(amount, credits) : alert;
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
  return wanted ? toldOf(amount, credits) : alert;
}

function toldOf(notifiedBalance: number, credits: number): Alert {
  return credits > 0 ? { notifiedBalance, credits } : { notifiedBalance };
}

/** The amount that counts; `null` where something else matters more, in any trouble, and without an account. */
function amountIn(situation: AccountStatus): number | null {
  switch (situation.kind) {
    case 'unlimited':
      return Number.POSITIVE_INFINITY;
    case 'negative':
    case 'low':
    case 'stale':
    case 'fresh':
      return parseAmount(situation.account.balance_formatted);
    default:
      return null;
  }
}
