import type { Account } from '../../../extension/domain/account-state.ts';
import { withSample } from '../../../extension/domain/usage/add-sample.ts';
import type { History } from '../../../extension/domain/usage/history.ts';

export const DAY = 86_400_000;
export const NOON = new Date(2026, 2, 14, 12).getTime();

export function account(
  at: number,
  balance: string,
  used?: number | string,
  id: number | string = 1,
): Account {
  const as_of = Math.floor(at / 1000);
  const counts = used === undefined ? {} : { used_quota: used };
  return { id, username: 'ada', quota: 0, ...counts, balance_formatted: balance, as_of };
}

/** A count as the proxy sends it: text if a double cannot hold it. */
export const counter = (units: bigint | string) =>
  Number.isSafeInteger(Number(units)) ? Number(units) : String(units);

/** A history of samples from `hours balance used; …`: hours before noon, and `used` may be missing. */
export function seen(text: string): History {
  return text.split('; ').reduce<History | null>((history, entry) => {
    const [hours, balance = '', used] = entry.split(' ');
    return withSample(history, account(NOON - Number(hours) * 3_600_000, balance, used), NOON);
  }, null) as History;
}
