import * as Type from 'typebox';
import type { Condition, Situation } from '../account/situation.ts';
import type { Account } from '../account/state.ts';
import { readAmount } from '../amount/read-amount.ts';

/** The balance of which the user was told that it is low; `null` until then, and once it is high enough again. */
export const Alert = Type.Object({ told: Type.Union([Type.Number(), Type.Null()]) });
export type Alert = Type.Static<typeof Alert>;

export const NOT_TOLD: Alert = { told: null };

/**
 * What a balance that has just arrived means for the alert: the very same one where it means nothing,
 * one with another `told` where the user is to be told now. Each way down below the threshold is told
 * once; so is a balance that is below a threshold set since, unless it was that low already when the
 * user was told. `wanted` says whether the user may be told at all: a way down that nobody wanted to
 * hear of is told once that changes.
 */
export function alertAfter(
  alert: Alert,
  situation: Situation,
  threshold: number | null,
  wanted: boolean,
): Alert {
  const amount = amountIn(situation);
  if (amount === null) return alert;
  if (threshold === null || amount >= threshold) return alert.told === null ? alert : NOT_TOLD;
  const knows = alert.told !== null && alert.told < threshold;
  return knows || !wanted ? alert : { told: amount };
}

/** What counts in each condition of an account; `null` where something else matters more than the amount. */
const AMOUNT: Record<Condition, (account: Account) => number | null> = {
  disabled: () => null,
  negative: (account) => readAmount(account.balance_formatted),
  low: (account) => readAmount(account.balance_formatted),
  unlimited: () => Number.POSITIVE_INFINITY,
  stale: (account) => readAmount(account.balance_formatted),
  fresh: (account) => readAmount(account.balance_formatted),
};

/** In any trouble, and without an account, nothing counts. */
function amountIn(situation: Situation): number | null {
  return hasCondition(situation) ? AMOUNT[situation.kind](situation.account) : null;
}

function hasCondition(situation: Situation): situation is Situation & { kind: Condition } {
  return Object.hasOwn(AMOUNT, situation.kind);
}
