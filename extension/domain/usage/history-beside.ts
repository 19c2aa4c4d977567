import type { Account } from '../account-state.ts';
import { parseAmount } from '../amounts/parse-amount.ts';
import { type History, ownerOf } from './history.ts';

/**
 * The history beside the balance of `account`, `null` if it is that of another one. The newest sample can be older than
 * the account, and then has the balance of the account: no other balance is called the current one.
 */
export function historyBeside(account: Account | null, history: History): History | null {
  if (!account || history.owner !== ownerOf(account)) return null;
  const { samples } = history;
  const last = samples.at(-1);
  const balance = parseAmount(account.balance_formatted);
  if (!last || last[1] === balance) return history;
  const [minute, , ...counts] = last;
  return { ...history, samples: [...samples.slice(0, -1), [minute, balance, ...counts]] };
}
